//! Fails: cancellable::cancelled_it_drops_the_work_and_awaits_the_cleanup_once
//! Says: the work still exists while the cleanup runs
//! `pin!` keeps the work in this function until it returns, with all that it has locked or opened.

pub use solution::*;

use std::pin::pin;
use tokio_util::sync::CancellationToken;

pub async fn cancellable<T>(
    token: &CancellationToken,
    work: impl Future<Output = T>,
    cleanup: impl AsyncFnOnce(),
) -> Option<T> {
    let work = pin!(work);
    let result = token.run_until_cancelled(work).await;
    if result.is_none() {
        cleanup().await;
    }
    result
}
