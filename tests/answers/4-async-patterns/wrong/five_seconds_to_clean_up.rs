//! Fails: cancellable::cancelled_it_drops_the_work_and_awaits_the_cleanup_once
//! Says: the cleanup is given up before it is done
//! A bound that the contract does not know.

pub use solution::*;

use std::time::Duration;
use tokio_util::sync::CancellationToken;

pub async fn cancellable<T>(
    token: &CancellationToken,
    work: impl Future<Output = T>,
    cleanup: impl AsyncFnOnce(),
) -> Option<T> {
    let result = token.run_until_cancelled(work).await;
    if result.is_none() {
        let _ = tokio::time::timeout(Duration::from_secs(5), cleanup()).await;
    }
    result
}
