//! Fails: run_all::a_panic_takes_no_other_job_with_it
//! Says: the panic goes on to the caller
//! `JoinSet::join_all` panics at the first task that panicked, and drops the set with the others.

pub use solution::*;

use tokio::task::JoinSet;

pub async fn run_all<T>(jobs: impl IntoIterator<Item = impl Future<Output = T> + Send + 'static>) -> Vec<Outcome<T>>
where
    T: Send + 'static,
{
    let tasks: JoinSet<T> = jobs.into_iter().collect();
    tasks.join_all().await.into_iter().map(Outcome::Done).collect()
}
