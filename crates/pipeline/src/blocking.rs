//! Work that blocks a thread, such as waiting for a disk or a pipe.

use tokio::task::spawn_blocking;

/// Runs the work on a thread that may block. Once started, the work completes even if the future is dropped. A panic of the
/// work continues in the caller.
pub(crate) async fn blocking<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> T {
    match spawn_blocking(work).await {
        Ok(done) => done,
        Err(panicked) => std::panic::resume_unwind(panicked.into_panic()),
    }
}
