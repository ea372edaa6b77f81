//! Fails: checkpointed::what_cannot_be_loaded_runs_and_what_cannot_be_saved_is_an_error
//! Says: taken for an error of the step
//! A checkpoint that cannot be read makes the flow useless.

pub use solution::*;

use std::sync::Arc;

use futures::FutureExt as _;

pub fn checkpointed<S: Store>(step: impl Into<Step>, store: Arc<S>) -> Step {
    let step = step.into();
    Step::new(step.name().to_owned(), move |input| {
        let (step, store) = (step.clone(), store.clone());
        async move {
            let before = store.load(step.name(), &input).await;
            if let Some(output) = before.map_err(|error| Cause::Store(error).at(step.name()))? {
                return Ok(output);
            }
            let output = step.run(input.clone()).await?;
            let saved = store.save(step.name(), &input, &output).await;
            saved.map_err(|error| Cause::Store(error).at(step.name()))?;
            Ok(output)
        }
        .boxed()
    })
}
