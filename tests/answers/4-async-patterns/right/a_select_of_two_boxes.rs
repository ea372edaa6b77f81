//! Task: cancellable
//! `futures::future::select` polls the left one first, and gives the loser back, to be dropped.

pub use solution::*;

use futures::future::{Either, select};
use tokio_util::sync::CancellationToken;

pub async fn cancellable<T>(
    token: &CancellationToken,
    work: impl Future<Output = T>,
    cleanup: impl AsyncFnOnce(),
) -> Option<T> {
    let mut work = Some(Box::pin(work));
    if !token.is_cancelled()
        && let Some(begun) = work.take()
    {
        match select(begun, Box::pin(token.cancelled())).await {
            Either::Left((result, _)) => return Some(result),
            Either::Right(((), unfinished)) => drop(unfinished),
        }
    }
    drop(work);
    cleanup().await;
    None
}
