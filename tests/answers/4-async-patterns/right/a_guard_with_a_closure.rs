//! Task: with_resource
//! A general guard: it does something with a value when it is dropped.

pub use solution::*;

use futures::FutureExt as _;
use std::panic::{AssertUnwindSafe, resume_unwind};
use std::sync::Arc;
use tokio::runtime::Handle;

struct OnDrop<V, F: FnMut(V)> {
    value: Option<V>,
    then: F,
}

impl<V, F: FnMut(V)> Drop for OnDrop<V, F> {
    fn drop(&mut self) {
        if let Some(value) = self.value.take() {
            (self.then)(value);
        }
    }
}

pub async fn with_resource<P: Pool, T>(
    pool: &Arc<P>,
    use_it: impl AsyncFnOnce(&mut P::Resource) -> Result<T, P::Error>,
) -> Result<T, P::Error> {
    let resource = pool.acquire().await?;
    let (runtime, owner) = (Handle::current(), Arc::clone(pool));
    let (done, is_done) = tokio::sync::oneshot::channel::<()>();
    let mut done = Some(done);
    let used = {
        let then = move |resource| {
            let (owner, done) = (owner.clone(), done.take());
            runtime.spawn(async move {
                owner.release(resource).await;
                drop(done);
            });
        };
        let mut guard = OnDrop { value: Some(resource), then };
        match &mut guard.value {
            Some(resource) => AssertUnwindSafe(use_it(resource)).catch_unwind().await,
            None => unreachable!(),
        }
    };
    let _ = is_done.await;
    match used {
        Ok(result) => result,
        Err(panic) => resume_unwind(panic),
    }
}
