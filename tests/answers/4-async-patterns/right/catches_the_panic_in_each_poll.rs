//! Task: with_resource
//! Without the extension traits: the use is polled by hand.

pub use solution::*;

use std::future::poll_fn;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::pin::pin;
use std::sync::Arc;
use std::task::Poll;
use tokio::runtime::Handle;
use tokio::task::JoinHandle;

struct Held<P: Pool> {
    pool: Arc<P>,
    resource: Option<P::Resource>,
    runtime: Handle,
}

impl<P: Pool> Held<P> {
    fn give_back(&mut self) -> Option<JoinHandle<()>> {
        let pool = Arc::clone(&self.pool);
        let resource = self.resource.take()?;
        Some(self.runtime.spawn(async move { pool.release(resource).await }))
    }
}

impl<P: Pool> Drop for Held<P> {
    fn drop(&mut self) {
        let _ = self.give_back();
    }
}

pub async fn with_resource<P: Pool, T>(
    pool: &Arc<P>,
    use_it: impl AsyncFnOnce(&mut P::Resource) -> Result<T, P::Error>,
) -> Result<T, P::Error> {
    let resource = Some(pool.acquire().await?);
    let mut held = Held { pool: Arc::clone(pool), resource, runtime: Handle::current() };
    let used = {
        let resource = held.resource.as_mut().unwrap();
        let mut using = pin!(use_it(resource));
        poll_fn(|cx| match catch_unwind(AssertUnwindSafe(|| using.as_mut().poll(cx))) {
            Ok(Poll::Pending) => Poll::Pending,
            Ok(Poll::Ready(result)) => Poll::Ready(Ok(result)),
            Err(panic) => Poll::Ready(Err(panic)),
        })
        .await
    };
    if let Some(released) = held.give_back() {
        let _ = released.await;
    }
    used.unwrap_or_else(|panic| resume_unwind(panic))
}
