//! Fails: stoppable::dropped_it_cancels_the_token_and_not_before
//! Says: dropped, it cancels the token
//! The guard has moved to the thread, and is dropped when the work is done.

pub use solution::*;

use tokio_util::sync::CancellationToken;

pub async fn stoppable<T: Send + 'static>(work: impl FnOnce(&CancellationToken) -> T + Send + 'static) -> T {
    let token = CancellationToken::new();
    let guard = token.clone().drop_guard();
    let task = tokio::task::spawn_blocking(move || {
        let _guard = guard;
        work(&token)
    });
    task.await.unwrap_or_else(|error| std::panic::resume_unwind(error.into_panic()))
}
