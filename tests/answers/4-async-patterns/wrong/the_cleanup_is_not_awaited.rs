//! Fails: cancellable::cancelled_it_drops_the_work_and_awaits_the_cleanup_once
//! Says: the cleanup is not awaited
//! A call of an async function makes a future, which does nothing by itself.

pub use solution::*;

use tokio_util::sync::CancellationToken;

pub async fn cancellable<T>(
    token: &CancellationToken,
    work: impl Future<Output = T>,
    cleanup: impl AsyncFnOnce(),
) -> Option<T> {
    let result = token.run_until_cancelled(work).await;
    if result.is_none() {
        drop(cleanup());
    }
    result
}
