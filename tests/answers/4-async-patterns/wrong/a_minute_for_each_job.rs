//! Fails: run_all::gives_the_outcomes_in_the_order_of_the_jobs
//! Says: there is a limit of time
//! A job that takes more than a minute is given up, as if it had panicked.

pub use solution::*;

use std::time::Duration;
use tokio_util::task::AbortOnDropHandle;

pub async fn run_all<T>(jobs: impl IntoIterator<Item = impl Future<Output = T> + Send + 'static>) -> Vec<Outcome<T>>
where
    T: Send + 'static,
{
    let tasks: Vec<_> = jobs
        .into_iter()
        .map(|job| AbortOnDropHandle::new(tokio::spawn(tokio::time::timeout(Duration::from_secs(60), job))))
        .collect();
    let mut outcomes = Vec::new();
    for task in tasks {
        outcomes.push(match task.await {
            Ok(Ok(output)) => Outcome::Done(output),
            Ok(Err(error)) => Outcome::Panicked(error.to_string()),
            Err(error) => {
                let panic = error.into_panic();
                let text = panic.downcast_ref::<&str>().map(|text| (*text).to_owned());
                let text = text.or_else(|| panic.downcast_ref::<String>().cloned());
                Outcome::Panicked(text.unwrap_or_else(|| "unknown panic".to_owned()))
            }
        });
    }
    outcomes
}
