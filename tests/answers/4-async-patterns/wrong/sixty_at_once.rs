//! Fails: run_all::runs_all_jobs_at_the_same_time
//! Says: there is a limit
//! A semaphore that a larger program needed.

pub use solution::*;

use std::sync::Arc;
use tokio::sync::Semaphore;

pub async fn run_all<T>(jobs: impl IntoIterator<Item = impl Future<Output = T> + Send + 'static>) -> Vec<Outcome<T>>
where
    T: Send + 'static,
{
    let permits = Arc::new(Semaphore::new(60));
    let limited = jobs.into_iter().map(|job| {
        let permits = permits.clone();
        async move {
            let _permit = permits.acquire().await;
            job.await
        }
    });
    solution::run_all(limited).await
}
