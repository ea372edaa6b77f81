//! Fails: checkpointed::what_cannot_be_loaded_runs_and_what_cannot_be_saved_is_an_error
//! Says: an error of the store is ignored
//! The output is returned, though it is not saved.

pub use solution::*;

use std::sync::Arc;

use futures::FutureExt as _;

pub fn checkpointed<S: Store>(step: impl Into<Step>, store: Arc<S>) -> Step {
    let step = step.into();
    Step::new(step.name().to_owned(), move |input| {
        let (step, store) = (step.clone(), store.clone());
        async move {
            if let Ok(Some(output)) = store.load(step.name(), &input).await {
                return Ok(output);
            }
            let output = step.run(input.clone()).await?;
            let _ = store.save(step.name(), &input, &output).await;
            Ok(output)
        }
        .boxed()
    })
}
