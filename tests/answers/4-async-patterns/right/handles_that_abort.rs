//! Task: all_or_first_error
//! Handles instead of a set: all are aborted, and then all are awaited.

pub use solution::*;

use futures::StreamExt as _;
use futures::stream::FuturesUnordered;
use std::panic::resume_unwind;
use tokio_util::task::AbortOnDropHandle;

pub async fn all_or_first_error<T, E>(
    children: impl IntoIterator<Item = impl Future<Output = Result<T, E>> + Send + 'static>,
) -> Result<Vec<T>, E>
where
    T: Send + 'static,
    E: Send + 'static,
{
    let numbered = |(index, child)| AbortOnDropHandle::new(tokio::spawn(async move { (index, child.await) }));
    let mut tasks: FuturesUnordered<AbortOnDropHandle<(usize, Result<T, E>)>> =
        children.into_iter().enumerate().map(numbered).collect();
    let mut values = std::collections::BTreeMap::new();
    while let Some(ended) = tasks.next().await {
        let failure = match ended {
            Ok((index, Ok(value))) => {
                values.insert(index, value);
                continue;
            }
            Ok((_, Err(error))) => Ok(error),
            Err(panic) => Err(panic),
        };
        tasks.iter().for_each(|task| task.abort());
        while tasks.next().await.is_some() {}
        match failure {
            Ok(error) => return Err(error),
            Err(panic) => resume_unwind(panic.into_panic()),
        }
    }
    Ok(values.into_values().collect())
}
