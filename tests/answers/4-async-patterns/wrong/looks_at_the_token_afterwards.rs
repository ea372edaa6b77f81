//! Fails: cancellable::cancelled_it_drops_the_work_and_awaits_the_cleanup_once
//! Says: the work goes on after the cancellation
//! A flag that is read between two steps cannot interrupt a step.

pub use solution::*;

use tokio_util::sync::CancellationToken;

pub async fn cancellable<T>(
    token: &CancellationToken,
    work: impl Future<Output = T>,
    cleanup: impl AsyncFnOnce(),
) -> Option<T> {
    if !token.is_cancelled() {
        let result = work.await;
        if !token.is_cancelled() {
            return Some(result);
        }
    }
    cleanup().await;
    None
}
