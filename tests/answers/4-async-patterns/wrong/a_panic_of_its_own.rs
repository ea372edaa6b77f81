//! Fails: with_resource::a_panic_goes_on_after_the_release
//! Says: `resume_unwind` passes it on as it is
//! It panics again with a text. Whoever catches it gets that text, not what was thrown.

pub use solution::*;

use std::sync::Arc;

pub async fn with_resource<P: Pool, T>(
    pool: &Arc<P>,
    use_it: impl AsyncFnOnce(&mut P::Resource) -> Result<T, P::Error>,
) -> Result<T, P::Error> {
    use futures::FutureExt as _;
    use std::panic::AssertUnwindSafe;

    let mut resource = pool.acquire().await?;
    let used = AssertUnwindSafe(use_it(&mut resource)).catch_unwind().await;
    let owner = pool.clone();
    let _ = tokio::spawn(async move { owner.release(resource).await }).await;
    match used {
        Ok(result) => result,
        Err(_) => panic!("the use of a resource panicked"),
    }
}
