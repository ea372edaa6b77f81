//! Work that waits for a disk or a pipe.

use tokio::task::spawn_blocking;

/// Does the work on a thread on which it may wait. Once begun it is carried out, although the future is dropped.
pub(crate) async fn blocking<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> T {
    match spawn_blocking(work).await {
        Ok(done) => done,
        Err(panicked) => std::panic::resume_unwind(panicked.into_panic()),
    }
}
