//! Task: all_or_first_error
//! A slot for each value, and the rest of the set is awaited by hand.

pub use solution::*;

use std::panic::resume_unwind;
use tokio::task::JoinSet;

pub async fn all_or_first_error<T, E>(
    children: impl IntoIterator<Item = impl Future<Output = Result<T, E>> + Send + 'static>,
) -> Result<Vec<T>, E>
where
    T: Send + 'static,
    E: Send + 'static,
{
    let mut tasks = JoinSet::new();
    let mut slots = Vec::new();
    for child in children {
        let slot = slots.len();
        slots.push(None);
        tasks.spawn(async move { child.await.map(|value| (slot, value)) });
    }
    let mut failure = None;
    while let Some(ended) = tasks.join_next().await {
        match ended {
            Ok(Ok((slot, value))) => slots[slot] = Some(value),
            Ok(Err(error)) => _ = failure.get_or_insert(Ok(error)),
            Err(error) if error.is_panic() => _ = failure.get_or_insert(Err(error)),
            Err(_) => {}
        }
        if failure.is_some() {
            tasks.abort_all();
        }
    }
    match failure {
        None => Ok(slots.into_iter().flatten().collect()),
        Some(Ok(error)) => Err(error),
        Some(Err(panic)) => resume_unwind(panic.into_panic()),
    }
}
