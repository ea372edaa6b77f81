//! Task: checkpointed
//! The step and the saving are chained by `and_then`.

pub use solution::*;

use std::sync::Arc;

use futures::{FutureExt as _, TryFutureExt as _};

pub fn checkpointed<S: Store>(step: impl Into<Step>, store: Arc<S>) -> Step {
    let step = step.into();
    Step::new(step.name().to_owned(), move |input| {
        let (step, store) = (step.clone(), store.clone());
        async move {
            let before = store.load(step.name(), &input).await;
            if let Some(output) = before.ok().flatten() {
                return Ok(output);
            }
            let (step, input) = (&step, &input);
            step.run(input.clone())
                .and_then(async |output| {
                    let saved = store.save(step.name(), input, &output).await;
                    saved.map_err(|error| Cause::Store(error).at(step.name()))?;
                    Ok(output)
                })
                .await
        }
        .boxed()
    })
}
