//! Fails: cancellable::cancelled_before_the_first_poll_the_work_never_runs
//! Says: the token is not looked at before the first poll of the work
//! The right order for a result that is ready, and the wrong one for a token that is cancelled already.

pub use solution::*;

use tokio_util::sync::CancellationToken;

pub async fn cancellable<T>(
    token: &CancellationToken,
    work: impl Future<Output = T>,
    cleanup: impl AsyncFnOnce(),
) -> Option<T> {
    tokio::select! {
        biased;
        result = work => return Some(result),
        () = token.cancelled() => {}
    }
    cleanup().await;
    None
}
