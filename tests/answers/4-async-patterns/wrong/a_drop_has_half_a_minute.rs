//! Fails: with_resource::dropped_while_in_use_the_release_may_take_long
//! Says: dropped half-way
//! A release that nobody awaits is given up after half a minute.

pub use solution::*;

use futures::FutureExt as _;
use std::panic::{AssertUnwindSafe, resume_unwind};
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::oneshot;
use tokio::time::timeout;

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
    let (waiting, is_awaited) = oneshot::channel::<()>();
    let owner = Arc::clone(pool);
    let keeping = tokio::spawn(async move {
        if let Ok(resource) = returned.await {
            let release = owner.release(resource);
            match is_awaited.await {
                Ok(()) => release.await,
                Err(_) => _ = timeout(Duration::from_secs(30), release).await,
            }
        }
    });
    let mut lent = Lent { resource: Some(resource), keeper: Some(keeper) };
    let used = match lent.resource.as_mut() {
        Some(resource) => AssertUnwindSafe(use_it(resource)).catch_unwind().await,
        None => unreachable!(),
    };
    drop(lent);
    let _ = waiting.send(());
    let _ = keeping.await;
    used.unwrap_or_else(|panic| resume_unwind(panic))
}
