//! Fails: with_resource::dropped_while_in_use_it_is_released_on_a_task
//! Says: code after an `await` does not run in a future that was dropped
//! Looks like Python, but no `finally` runs when a future is dropped.

pub use solution::*;

use std::sync::Arc;

pub async fn with_resource<P: Pool, T>(
    pool: &Arc<P>,
    use_it: impl AsyncFnOnce(&mut P::Resource) -> Result<T, P::Error>,
) -> Result<T, P::Error> {
    let mut resource = pool.acquire().await?;
    let result = use_it(&mut resource).await;
    pool.release(resource).await;
    result
}
