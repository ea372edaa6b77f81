//! Task: with_resource
//! A task waits for the resource from the beginning, and releases it. A channel works on any thread.

pub use solution::*;

use futures::FutureExt as _;
use std::panic::{AssertUnwindSafe, resume_unwind};
use std::sync::Arc;
use tokio::sync::oneshot;

struct Lent<R> {
    resource: Option<R>,
    keeper: Option<oneshot::Sender<R>>,
}

impl<R> Drop for Lent<R> {
    fn drop(&mut self) {
        if let (Some(resource), Some(keeper)) = (self.resource.take(), self.keeper.take()) {
            let _ = keeper.send(resource);
        }
    }
}

pub async fn with_resource<P: Pool, T>(
    pool: &Arc<P>,
    use_it: impl AsyncFnOnce(&mut P::Resource) -> Result<T, P::Error>,
) -> Result<T, P::Error> {
    let resource = pool.acquire().await?;
    let (keeper, returned) = oneshot::channel();
    let owner = Arc::clone(pool);
    let keeping = tokio::spawn(async move {
        if let Ok(resource) = returned.await {
            owner.release(resource).await;
        }
    });
    let mut lent = Lent { resource: Some(resource), keeper: Some(keeper) };
    let used = match lent.resource.as_mut() {
        Some(resource) => AssertUnwindSafe(use_it(resource)).catch_unwind().await,
        None => unreachable!(),
    };
    drop(lent);
    let _ = keeping.await;
    used.unwrap_or_else(|panic| resume_unwind(panic))
}
