//! Fails: checkpointed::an_output_that_was_saved_is_not_made_again
//! Says: before it has been saved
//! The output is returned while a task saves it.

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
            let of_task = output.clone();
            tokio::spawn(async move { store.save(step.name(), &input, &of_task).await });
            Ok(output)
        }
        .boxed()
    })
}
