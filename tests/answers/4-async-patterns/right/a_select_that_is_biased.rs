//! Task: cancellable
//! The work is in the `select!`, which drops it before the arm runs.

pub use solution::*;

use tokio_util::sync::CancellationToken;

pub async fn cancellable<T>(
    token: &CancellationToken,
    work: impl Future<Output = T>,
    cleanup: impl AsyncFnOnce(),
) -> Option<T> {
    if token.is_cancelled() {
        drop(work);
        cleanup().await;
        return None;
    }
    tokio::select! {
        biased;
        result = work => return Some(result),
        () = token.cancelled() => {}
    }
    cleanup().await;
    None
}
