//! Fails: with_resource::acquires_uses_and_releases_and_gives_the_result
//! Says: left to a task that nobody awaits
//! A guard alone: the next caller may ask a pool that has not got its connection back.

pub use solution::*;

use std::sync::Arc;
use tokio::runtime::Handle;

struct Guard<P: Pool>(Arc<P>, Option<P::Resource>, Handle);

impl<P: Pool> Drop for Guard<P> {
    fn drop(&mut self) {
        let (pool, resource) = (self.0.clone(), self.1.take());
        self.2.spawn(async move {
            if let Some(resource) = resource {
                pool.release(resource).await;
            }
        });
    }
}

pub async fn with_resource<P: Pool, T>(
    pool: &Arc<P>,
    use_it: impl AsyncFnOnce(&mut P::Resource) -> Result<T, P::Error>,
) -> Result<T, P::Error> {
    let mut guard = Guard(pool.clone(), Some(pool.acquire().await?), Handle::current());
    use_it(guard.1.as_mut().unwrap()).await
}
