//! Task: stoppable
//! A guard of its own.

pub use solution::*;

use tokio::task::spawn_blocking;
use tokio_util::sync::CancellationToken;

struct CancelOnDrop(CancellationToken);

impl Drop for CancelOnDrop {
    fn drop(&mut self) {
        self.0.cancel();
    }
}

pub async fn stoppable<T: Send + 'static>(work: impl FnOnce(&CancellationToken) -> T + Send + 'static) -> T {
    let guard = CancelOnDrop(CancellationToken::new());
    let token = guard.0.clone();
    match spawn_blocking(move || work(&token)).await {
        Ok(result) => result,
        Err(error) => std::panic::resume_unwind(error.into_panic()),
    }
}
