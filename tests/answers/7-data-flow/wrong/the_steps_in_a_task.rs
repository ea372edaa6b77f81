//! Fails: sequence::nothing_happens_before_it_is_polled_or_after_it_was_dropped
//! Says: in tasks that nobody aborts
//! The loop runs on a task, which goes on when the run is dropped.

pub use solution::*;

use std::sync::Arc;

use futures::FutureExt as _;

pub fn sequence(steps: impl IntoIterator<Item = Step>) -> Step {
    let steps: Arc<[Step]> = steps.into_iter().collect();
    let name = steps.last().map_or("", Step::name).to_owned();
    Step::new(name, move |input| {
        let steps = steps.clone();
        async move {
            let task = tokio::spawn(async move {
                let mut data = input;
                for step in &*steps {
                    data = step.run(data).await?;
                }
                Ok(data)
            });
            task.await.unwrap_or_else(|error| std::panic::resume_unwind(error.into_panic()))
        }
        .boxed()
    })
}
