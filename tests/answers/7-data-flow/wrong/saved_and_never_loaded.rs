//! Fails: checkpointed::an_output_that_was_saved_is_not_made_again
//! Says: the step runs again, although its output was saved
//! The output is saved, and nobody looks for it.

pub use solution::*;

use std::sync::Arc;

use futures::FutureExt as _;

pub fn checkpointed<S: Store>(step: impl Into<Step>, store: Arc<S>) -> Step {
    let step = step.into();
    Step::new(step.name().to_owned(), move |input| {
        let (step, store) = (step.clone(), store.clone());
        async move {
            let _ = store.load(step.name(), &input).await;
            let output = step.run(input.clone()).await?;
            let saved = store.save(step.name(), &input, &output).await;
            saved.map_err(|error| Cause::Store(error).at(step.name()))?;
            Ok(output)
        }
        .boxed()
    })
}
