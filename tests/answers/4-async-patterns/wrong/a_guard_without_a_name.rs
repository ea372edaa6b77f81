//! Fails: stoppable::dropped_it_cancels_the_token_and_not_before
//! Says: the drop guard is dropped at once
//! `let _ = guard` drops it in the same line.

pub use solution::*;

use tokio_util::sync::CancellationToken;

pub async fn stoppable<T: Send + 'static>(work: impl FnOnce(&CancellationToken) -> T + Send + 'static) -> T {
    let token = CancellationToken::new();
    let _ = token.clone().drop_guard();
    match tokio::task::spawn_blocking(move || work(&token)).await {
        Ok(result) => result,
        Err(error) => std::panic::resume_unwind(error.into_panic()),
    }
}
