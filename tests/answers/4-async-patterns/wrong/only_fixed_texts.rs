//! Fails: run_all::gives_the_message_of_a_panic
//! Says: only one type of payload is looked at
//! `panic!("{number}")` has a `String`, not a `&str`.

pub use solution::*;

use tokio_util::task::AbortOnDropHandle;

pub async fn run_all<T>(jobs: impl IntoIterator<Item = impl Future<Output = T> + Send + 'static>) -> Vec<Outcome<T>>
where
    T: Send + 'static,
{
    let tasks: Vec<_> = jobs.into_iter().map(|job| AbortOnDropHandle::new(tokio::spawn(job))).collect();
    let mut outcomes = Vec::new();
    for task in tasks {
        outcomes.push(match task.await {
            Ok(output) => Outcome::Done(output),
            Err(error) => {
                let panic = error.into_panic();
                Outcome::Panicked(panic.downcast_ref::<&str>().unwrap_or(&"unknown panic").to_string())
            }
        });
    }
    outcomes
}
