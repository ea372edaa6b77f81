//! Task: checkpointed
//! Each case is a branch.

pub use solution::*;

use std::sync::Arc;

use futures::FutureExt as _;

pub fn checkpointed<S: Store>(step: impl Into<Step>, store: Arc<S>) -> Step {
    let step = step.into();
    Step::new(step.name().to_owned(), move |input| {
        let (step, store) = (step.clone(), store.clone());
        async move {
            match store.load(step.name(), &input).await {
                Ok(Some(output)) => Ok(output),
                Ok(None) | Err(_) => {
                    let output = step.run(input.clone()).await?;
                    match store.save(step.name(), &input, &output).await {
                        Ok(()) => Ok(output),
                        Err(error) => Err(FlowError { path: step.name().to_owned(), cause: Cause::Store(error) }),
                    }
                }
            }
        }
        .boxed()
    })
}
