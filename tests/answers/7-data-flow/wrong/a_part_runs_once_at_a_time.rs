//! Fails: part::runs_overlap_and_share_nothing
//! Says: runs wait for each other
//! A lock is held while the flow runs.

pub use solution::*;

use std::sync::Arc;

use futures::FutureExt as _;
use tokio::sync::Mutex;

pub fn part(name: impl Into<String>, flow: impl Into<Step>) -> Step {
    let (name, flow) = (name.into(), flow.into());
    let flow = Arc::new(Mutex::new(flow));
    Step::new(name.clone(), move |input| {
        let (name, flow) = (name.clone(), flow.clone());
        async move {
            let flow = flow.lock().await;
            flow.run(input).await.map_err(|error| error.cause.at(&format!("{name}/{}", error.path)))
        }
        .boxed()
    })
}
