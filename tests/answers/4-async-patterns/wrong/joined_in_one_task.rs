//! Fails: run_all::gives_each_job_a_task_of_its_own
//! Says: polled together by one task
//! All waits overlap, but two cores would not help: one task polls them all.

pub use solution::*;

use futures::FutureExt as _;
use futures::future::join_all;
use std::panic::AssertUnwindSafe;

pub async fn run_all<T>(jobs: impl IntoIterator<Item = impl Future<Output = T> + Send + 'static>) -> Vec<Outcome<T>>
where
    T: Send + 'static,
{
    let caught = jobs.into_iter().map(|job| AssertUnwindSafe(job).catch_unwind());
    let outcome = |result| match result {
        Ok(output) => Outcome::Done(output),
        Err(_) => Outcome::Panicked("unknown panic".to_owned()),
    };
    join_all(caught).await.into_iter().map(outcome).collect()
}
