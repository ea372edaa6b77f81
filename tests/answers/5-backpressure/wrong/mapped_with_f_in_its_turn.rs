//! Fails: mapped::a_panic_of_f_itself_goes_on_at_once
//! Says: kept until its turn
//! A panic of `f` is treated like one of the future that it makes.

pub use solution::*;

use std::num::NonZeroUsize;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};

use futures::{Stream, StreamExt as _};
use tokio_util::task::AbortOnDropHandle;

pub fn mapped<T, F>(
    input: impl Stream<Item = T>,
    limit: NonZeroUsize,
    mut f: impl FnMut(T) -> F,
) -> impl Stream<Item = F::Output>
where
    F: Future<Output: Send + 'static> + Send + 'static,
{
    input
        .map(move |item| {
            AbortOnDropHandle::new(match catch_unwind(AssertUnwindSafe(|| f(item))) {
                Ok(call) => tokio::spawn(call),
                Err(panic) => tokio::spawn(async move { resume_unwind(panic) }),
            })
        })
        .buffered(limit.get())
        .map(|ended| ended.unwrap_or_else(|error| resume_unwind(error.into_panic())))
}
