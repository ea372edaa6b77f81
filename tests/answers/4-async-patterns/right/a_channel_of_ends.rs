//! Task: all_or_first_error
//! The children report to a channel, and whoever is left is aborted and awaited in the end, in any case.

pub use solution::*;

use futures::FutureExt as _;
use std::panic::{AssertUnwindSafe, resume_unwind};
use tokio::sync::mpsc;
use tokio::task::JoinSet;

pub async fn all_or_first_error<T, E>(
    children: impl IntoIterator<Item = impl Future<Output = Result<T, E>> + Send + 'static>,
) -> Result<Vec<T>, E>
where
    T: Send + 'static,
    E: Send + 'static,
{
    let (sender, mut ends) = mpsc::unbounded_channel();
    let mut tasks = JoinSet::new();
    for (index, child) in children.into_iter().enumerate() {
        let sender = sender.clone();
        tasks.spawn(async move {
            let end = AssertUnwindSafe(child).catch_unwind().await;
            let _ = sender.send((index, end));
        });
    }
    drop(sender);
    let mut values: Vec<(usize, T)> = Vec::new();
    let mut failure = None;
    while let Some((index, end)) = ends.recv().await {
        match end {
            Ok(Ok(value)) => values.push((index, value)),
            Ok(Err(error)) => {
                failure = Some(Ok(error));
                break;
            }
            Err(panic) => {
                failure = Some(Err(panic));
                break;
            }
        }
    }
    tasks.shutdown().await;
    match failure {
        Some(Ok(error)) => return Err(error),
        Some(Err(panic)) => resume_unwind(panic),
        None => {}
    }
    values.sort_by_key(|(index, _)| *index);
    Ok(values.into_iter().map(|(_, value)| value).collect())
}
