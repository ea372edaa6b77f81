//! Fails: mapped::a_panic_of_a_call_reaches_the_consumer_in_its_place
//! Says: the stream panics with a value of its own
//! `expect` panics with the message of the `JoinError`.

pub use solution::*;

use std::num::NonZeroUsize;

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
        .buffered(limit.get())
        .map(|ended| ended.expect("the call does not panic"))
}
