//! Fails: with_resource::a_panic_goes_on_after_the_release
//! Says: a panic unwinds past the code after the `await`
//! A guard releases the resource of a panic as well, but nobody waits for it.

pub use solution::*;

use std::sync::Arc;
use tokio::runtime::Handle;

struct Guard<P: Pool>(Arc<P>, Option<P::Resource>, Handle);

impl<P: Pool> Guard<P> {
    fn release(&mut self) -> Option<tokio::task::JoinHandle<()>> {
        let (pool, resource) = (self.0.clone(), self.1.take()?);
        Some(self.2.spawn(async move { pool.release(resource).await }))
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
    let mut guard = Guard(pool.clone(), Some(pool.acquire().await?), Handle::current());
    let result = use_it(guard.1.as_mut().unwrap()).await;
    if let Some(released) = guard.release() {
        let _ = released.await;
    }
    result
}
