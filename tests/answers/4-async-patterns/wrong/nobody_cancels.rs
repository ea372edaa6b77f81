//! Fails: stoppable::dropped_it_cancels_the_token_and_not_before
//! Says: nothing is done when the future is dropped
//! Dropping the handle of a blocking task detaches it, and the work goes on to its end.

pub use solution::*;

use tokio_util::sync::CancellationToken;

pub async fn stoppable<T: Send + 'static>(work: impl FnOnce(&CancellationToken) -> T + Send + 'static) -> T {
    let token = CancellationToken::new();
    match tokio::task::spawn_blocking(move || work(&token)).await {
        Ok(result) => result,
        Err(error) => std::panic::resume_unwind(error.into_panic()),
    }
}
