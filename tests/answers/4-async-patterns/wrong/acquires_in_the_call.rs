//! Fails: with_resource::begins_with_its_first_poll
//! Says: an `async fn` does nothing before it is polled
//! The resource is asked for in the call, so that no time is lost.

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

pub fn with_resource<P: Pool, T>(
    pool: &Arc<P>,
    use_it: impl AsyncFnOnce(&mut P::Resource) -> Result<T, P::Error>,
) -> impl Future<Output = Result<T, P::Error>> {
    let mut acquiring = Box::pin(pool.acquire());
    let early = acquiring.as_mut().now_or_never();
    async move {
        let resource = match early {
            Some(resource) => resource?,
            None => acquiring.await?,
        };
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
}
