//! Fails: with_resource::dropped_on_another_thread_it_is_released_in_its_runtime
//! Says: keep the `Handle::current()`
//! `tokio::spawn` finds the runtime by the thread, and a drop can happen on any thread.

pub use solution::*;

use futures::FutureExt as _;
use std::panic::{AssertUnwindSafe, resume_unwind};
use std::sync::Arc;

struct Guard<P: Pool>(Arc<P>, Option<P::Resource>);

impl<P: Pool> Guard<P> {
    fn release(&mut self) -> Option<tokio::task::JoinHandle<()>> {
        let (pool, resource) = (self.0.clone(), self.1.take()?);
        Some(tokio::spawn(async move { pool.release(resource).await }))
    }
}

impl<P: Pool> Drop for Guard<P> {
    fn drop(&mut self) {
        self.release();
    }
}

pub async fn with_resource<P: Pool, T>(
    pool: &Arc<P>,
    use_it: impl AsyncFnOnce(&mut P::Resource) -> Result<T, P::Error>,
) -> Result<T, P::Error> {
    let mut guard = Guard(pool.clone(), Some(pool.acquire().await?));
    let used = AssertUnwindSafe(use_it(guard.1.as_mut().unwrap())).catch_unwind().await;
    if let Some(released) = guard.release() {
        let _ = released.await;
    }
    used.unwrap_or_else(|panic| resume_unwind(panic))
}
