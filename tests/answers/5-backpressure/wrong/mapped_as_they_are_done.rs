//! Fails: mapped::yields_the_results_in_order_with_as_many_at_once_as_the_limit_allows
//! Says: the order is lost
//! `buffer_unordered` for `buffered`.

pub use solution::*;

use std::num::NonZeroUsize;
use std::panic::resume_unwind;

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
        .map(move |item| AbortOnDropHandle::new(tokio::spawn(f(item))))
        .buffer_unordered(limit.get())
        .map(|ended| ended.unwrap_or_else(|error| resume_unwind(error.into_panic())))
}
