//! Fails: mapped::calls_go_on_while_the_consumer_is_busy
//! Says: nobody polls the calls while the consumer is busy
//! `buffered` polls the calls only while it is polled itself.

pub use solution::*;

use std::num::NonZeroUsize;

use futures::{Stream, StreamExt as _};

pub fn mapped<T, F>(
    input: impl Stream<Item = T>,
    limit: NonZeroUsize,
    f: impl FnMut(T) -> F,
) -> impl Stream<Item = F::Output>
where
    F: Future<Output: Send + 'static> + Send + 'static,
{
    input.map(f).buffered(limit.get())
}
