//! Fails: cancellable::a_result_that_is_ready_wins
//! Says: the cancellation is looked at first
//! `biased`, but in the wrong order: a result that is there is thrown away.

pub use solution::*;

use tokio_util::sync::CancellationToken;

pub async fn cancellable<T>(
    token: &CancellationToken,
    work: impl Future<Output = T>,
    cleanup: impl AsyncFnOnce(),
) -> Option<T> {
    tokio::select! {
        biased;
        () = token.cancelled() => {}
        result = work => return Some(result),
    }
    cleanup().await;
    None
}
