//! Fails: cancellable::a_result_that_is_ready_wins
//! Says: `select!` draws lots
//! `tokio::select!` begins with a branch that is drawn, unless it is `biased`.

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
        result = work => return Some(result),
        () = token.cancelled() => {}
    }
    cleanup().await;
    None
}
