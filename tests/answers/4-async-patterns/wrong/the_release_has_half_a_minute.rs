//! Fails: with_resource::acquires_uses_and_releases_and_gives_the_result
//! Says: the release is not awaited
//! The caller waits no longer than half a minute for the release.

pub use solution::*;

use futures::FutureExt as _;
use std::panic::{AssertUnwindSafe, resume_unwind};
use std::sync::Arc;
use std::time::Duration;
use tokio::runtime::Handle;
use tokio::task::JoinHandle;

struct Held<P: Pool> {
    pool: Arc<P>,
    runtime: Handle,
    resource: Option<P::Resource>,
}

impl<P: Pool> Held<P> {
    fn release(&mut self) -> Option<JoinHandle<()>> {
        let resource = self.resource.take()?;
        let pool = Arc::clone(&self.pool);
        Some(self.runtime.spawn(async move { pool.release(resource).await }))
    }
}

impl<P: Pool> Drop for Held<P> {
    fn drop(&mut self) {
        self.release();
    }
}

pub async fn with_resource<P: Pool, T>(
    pool: &Arc<P>,
    use_it: impl AsyncFnOnce(&mut P::Resource) -> Result<T, P::Error>,
) -> Result<T, P::Error> {
    let resource = pool.acquire().await?;
    let mut held = Held { pool: Arc::clone(pool), runtime: Handle::current(), resource: Some(resource) };
    let used = AssertUnwindSafe(async { use_it(held.resource.as_mut().expect("held")).await }).catch_unwind().await;
    if let Some(release) = held.release() {
        let _ = tokio::time::timeout(Duration::from_secs(30), release).await;
    }
    used.unwrap_or_else(|panic| resume_unwind(panic))
}
