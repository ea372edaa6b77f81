//! Fails: cancellable::gives_the_result_of_the_work
//! Says: the cleanup runs in any case
//! `finally` instead of `except CancelledError`.

pub use solution::*;

use tokio_util::sync::CancellationToken;

pub async fn cancellable<T>(
    token: &CancellationToken,
    work: impl Future<Output = T>,
    cleanup: impl AsyncFnOnce(),
) -> Option<T> {
    let result = token.run_until_cancelled(work).await;
    cleanup().await;
    result
}
