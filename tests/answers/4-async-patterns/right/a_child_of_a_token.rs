//! Task: stoppable
//! The work gets a child, which its parent cancels.

pub use solution::*;

use tokio_util::sync::CancellationToken;

pub async fn stoppable<T: Send + 'static>(work: impl FnOnce(&CancellationToken) -> T + Send + 'static) -> T {
    let parent = CancellationToken::new();
    let child = parent.child_token();
    let task = tokio::task::spawn_blocking(move || work(&child));
    let guard = parent.drop_guard();
    let ended = task.await;
    drop(guard);
    ended.map_err(|error| error.into_panic()).unwrap_or_else(|panic| std::panic::resume_unwind(panic))
}
