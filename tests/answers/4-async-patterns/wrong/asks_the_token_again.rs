//! Fails: cancellable::a_result_that_is_ready_wins
//! Says: asked once more when the work has ended
//! If the work itself has cancelled the token in its last step, its result is thrown away.

pub use solution::*;

use tokio_util::sync::CancellationToken;

pub async fn cancellable<T>(
    token: &CancellationToken,
    work: impl Future<Output = T>,
    cleanup: impl AsyncFnOnce(),
) -> Option<T> {
    if !token.is_cancelled() {
        let done = tokio::select! {
            biased;
            value = work => Some(value),
            () = token.cancelled() => None,
        };
        if done.is_some() && !token.is_cancelled() {
            return done;
        }
    }
    cleanup().await;
    None
}
