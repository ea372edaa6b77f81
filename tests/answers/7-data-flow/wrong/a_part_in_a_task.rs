//! Fails: part::nothing_happens_before_it_is_polled_or_after_it_was_dropped
//! Says: waits for the first poll
//! The run is spawned where it is made.

pub use solution::*;

use futures::FutureExt as _;

pub fn part(name: impl Into<String>, flow: impl Into<Step>) -> Step {
    let (name, flow) = (name.into(), flow.into());
    Step::new(name.clone(), move |input| {
        let (name, task) = (name.clone(), tokio::spawn(flow.run(input)));
        async move {
            let ended = task.await.unwrap_or_else(|error| std::panic::resume_unwind(error.into_panic()));
            ended.map_err(|error| error.cause.at(&format!("{name}/{}", error.path)))
        }
        .boxed()
    })
}
