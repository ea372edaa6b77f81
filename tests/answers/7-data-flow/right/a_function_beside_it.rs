//! Task: checkpointed
//! An async function of its own, in a pinned box.

pub use solution::*;

use std::sync::Arc;

pub fn checkpointed<S: Store>(step: impl Into<Step>, store: Arc<S>) -> Step {
    let step = step.into();
    let name = step.name().to_owned();
    Step::new(name, move |input| Box::pin(resumed(step.clone(), store.clone(), input)))
}

async fn resumed<S: Store>(step: Step, store: Arc<S>, input: Data) -> Result<Data, FlowError> {
    let before = store.load(step.name(), &input).await.unwrap_or(None);
    if let Some(output) = before {
        return Ok(output);
    }
    let output = step.run(input.clone()).await?;
    store.save(step.name(), &input, &output).await.map_err(|error| Cause::Store(error).at(step.name())).map(|()| output)
}
