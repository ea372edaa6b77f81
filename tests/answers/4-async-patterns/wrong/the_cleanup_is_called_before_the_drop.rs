//! Fails: cancellable::cancelled_it_drops_the_work_and_awaits_the_cleanup_once
//! Says: called while the work still exists
//! The cleanup is called, then the work is dropped, then the cleanup is awaited.

pub use solution::*;

use tokio_util::sync::CancellationToken;

pub async fn cancellable<T>(
    token: &CancellationToken,
    work: impl Future<Output = T>,
    cleanup: impl AsyncFnOnce(),
) -> Option<T> {
    let mut work = Box::pin(work);
    if !token.is_cancelled() {
        tokio::select! {
            biased;
            value = &mut work => return Some(value),
            () = token.cancelled() => {}
        }
    }
    let cleaning = cleanup();
    drop(work);
    cleaning.await;
    None
}
