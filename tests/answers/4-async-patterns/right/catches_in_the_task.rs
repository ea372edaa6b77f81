//! Task: run_all
//! The panic is caught within the task, so the task itself never panics.

pub use solution::*;

use futures::stream::FuturesOrdered;
use futures::{FutureExt as _, StreamExt as _};
use std::panic::AssertUnwindSafe;
use tokio_util::task::AbortOnDropHandle;

pub async fn run_all<T>(jobs: impl IntoIterator<Item = impl Future<Output = T> + Send + 'static>) -> Vec<Outcome<T>>
where
    T: Send + 'static,
{
    let tasks: FuturesOrdered<_> =
        jobs.into_iter().map(|job| AbortOnDropHandle::new(tokio::spawn(caught(job)))).collect();
    tasks.map(|ended| ended.expect("no task panics")).collect().await
}

async fn caught<T>(job: impl Future<Output = T>) -> Outcome<T> {
    match AssertUnwindSafe(job).catch_unwind().await {
        Ok(output) => Outcome::Done(output),
        Err(panic) if panic.is::<&str>() => Outcome::Panicked(panic.downcast_ref::<&str>().unwrap().to_string()),
        Err(panic) if panic.is::<String>() => Outcome::Panicked(panic.downcast_ref::<String>().unwrap().clone()),
        Err(_) => Outcome::Panicked("unknown panic".to_owned()),
    }
}
