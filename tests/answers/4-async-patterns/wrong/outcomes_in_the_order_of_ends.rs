//! Fails: run_all::gives_the_outcomes_in_the_order_of_the_jobs
//! Says: they are in the order in which the jobs ended
//! `join_next` returns the task that ended first.

pub use solution::*;

use tokio::task::JoinSet;

pub async fn run_all<T>(jobs: impl IntoIterator<Item = impl Future<Output = T> + Send + 'static>) -> Vec<Outcome<T>>
where
    T: Send + 'static,
{
    let mut tasks: JoinSet<T> = jobs.into_iter().collect();
    let mut outcomes = Vec::new();
    while let Some(ended) = tasks.join_next().await {
        outcomes.push(match ended {
            Ok(output) => Outcome::Done(output),
            Err(error) => {
                let panic = error.into_panic();
                let text = panic.downcast_ref::<&str>().map(|text| (*text).to_owned());
                Outcome::Panicked(text.or(panic.downcast_ref::<String>().cloned()).unwrap_or("unknown panic".into()))
            }
        });
    }
    outcomes
}
