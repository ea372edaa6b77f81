//! Fails: checkpointed::an_output_that_was_saved_is_not_made_again
//! Says: an empty output is taken for none
//! A step that returns nothing runs again each time.

pub use solution::*;

use std::sync::Arc;

use futures::FutureExt as _;

pub fn checkpointed<S: Store>(step: impl Into<Step>, store: Arc<S>) -> Step {
    let step = step.into();
    Step::new(step.name().to_owned(), move |input| {
        let (step, store) = (step.clone(), store.clone());
        async move {
            if let Ok(Some(output)) = store.load(step.name(), &input).await
                && !output.is_empty()
            {
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
