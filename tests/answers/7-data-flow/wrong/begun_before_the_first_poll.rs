//! Fails: sequence::nothing_happens_before_it_is_polled_or_after_it_was_dropped
//! Says: what is in `async move { .. }` waits for the first poll
//! The task begins where the future is made.

pub use solution::*;

use std::sync::Arc;

use futures::FutureExt as _;
use tokio::task::JoinSet;

pub fn sequence(steps: impl IntoIterator<Item = Step>) -> Step {
    let steps: Arc<[Step]> = steps.into_iter().collect();
    let name = steps.last().map_or("", Step::name).to_owned();
    Step::new(name, move |input| {
        let steps = steps.clone();
        let mut tasks = JoinSet::new();
        tasks.spawn(async move {
            let mut data = input;
            for step in &*steps {
                data = step.run(data).await?;
            }
            Ok(data)
        });
        async move {
            let ended = tasks.join_next().await.expect("there is a task");
            ended.unwrap_or_else(|error| std::panic::resume_unwind(error.into_panic()))
        }
        .boxed()
    })
}
