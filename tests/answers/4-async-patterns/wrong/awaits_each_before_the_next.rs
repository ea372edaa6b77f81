//! Fails: run_all::runs_all_jobs_at_the_same_time
//! Says: each one is awaited before the next one is spawned
//! `spawn(job).await` in the loop: each job on a task, and yet one after the other.

pub use solution::*;

use tokio_util::task::AbortOnDropHandle;

pub async fn run_all<T>(jobs: impl IntoIterator<Item = impl Future<Output = T> + Send + 'static>) -> Vec<Outcome<T>>
where
    T: Send + 'static,
{
    let mut outcomes = Vec::new();
    for job in jobs {
        outcomes.push(match AbortOnDropHandle::new(tokio::spawn(job)).await {
            Ok(output) => Outcome::Done(output),
            Err(error) => Outcome::Panicked(error.to_string()),
        });
    }
    outcomes
}
