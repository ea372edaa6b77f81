//! Fails: with_resource::an_error_comes_back_after_the_release
//! Says: `?` returns before the release
//! The `?` behind the use leaves the function, and the connection is lost to the pool.

pub use solution::*;

use std::sync::Arc;

pub async fn with_resource<P: Pool, T>(
    pool: &Arc<P>,
    use_it: impl AsyncFnOnce(&mut P::Resource) -> Result<T, P::Error>,
) -> Result<T, P::Error> {
    let mut resource = pool.acquire().await?;
    let value = use_it(&mut resource).await?;
    pool.release(resource).await;
    Ok(value)
}
