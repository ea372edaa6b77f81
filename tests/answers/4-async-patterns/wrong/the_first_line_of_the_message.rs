//! Fails: run_all::gives_the_message_of_a_panic
//! Says: only a part of the message
//! Only the first line of the message is kept.

pub use solution::*;

use std::any::Any;
use tokio_util::task::AbortOnDropHandle;

fn message(payload: &(dyn Any + Send)) -> String {
    let text = payload
        .downcast_ref::<&'static str>()
        .copied()
        .or_else(|| payload.downcast_ref::<String>().map(String::as_str));
    text.map_or("unknown panic", |text| text.lines().next().unwrap_or_default()).to_owned()
}

pub async fn run_all<T>(jobs: impl IntoIterator<Item = impl Future<Output = T> + Send + 'static>) -> Vec<Outcome<T>>
where
    T: Send + 'static,
{
    let tasks: Vec<_> = jobs.into_iter().map(|job| AbortOnDropHandle::new(tokio::spawn(job))).collect();
    let mut outcomes = Vec::with_capacity(tasks.len());
    for task in tasks {
        outcomes.push(match task.await {
            Ok(value) => Outcome::Done(value),
            Err(error) => Outcome::Panicked(message(&*error.into_panic())),
        });
    }
    outcomes
}
