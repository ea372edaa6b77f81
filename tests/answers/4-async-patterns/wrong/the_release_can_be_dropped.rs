//! Fails: with_resource::dropped_while_it_is_released_the_release_comes_to_its_end
//! Says: dropped half-way
//! The guard is disarmed for an `await` in which the future can be dropped as well.

pub use solution::*;

use futures::FutureExt as _;
use std::panic::{AssertUnwindSafe, resume_unwind};
use std::sync::Arc;
use tokio::runtime::Handle;

struct Guard<P: Pool>(Arc<P>, Option<P::Resource>, Handle);

impl<P: Pool> Drop for Guard<P> {
    fn drop(&mut self) {
        if let Some(resource) = self.1.take() {
            let pool = self.0.clone();
            self.2.spawn(async move { pool.release(resource).await });
        }
    }
}

pub async fn with_resource<P: Pool, T>(
    pool: &Arc<P>,
    use_it: impl AsyncFnOnce(&mut P::Resource) -> Result<T, P::Error>,
) -> Result<T, P::Error> {
    let mut guard = Guard(pool.clone(), Some(pool.acquire().await?), Handle::current());
    let used = AssertUnwindSafe(use_it(guard.1.as_mut().unwrap())).catch_unwind().await;
    if let Some(resource) = guard.1.take() {
        pool.release(resource).await;
    }
    used.unwrap_or_else(|panic| resume_unwind(panic))
}
