//! Fails: mapped::a_panic_of_a_call_reaches_the_consumer_in_its_place
//! Says: what was done before the panic is thrown away
//! The panic goes on in the buffer, as soon as the call is done, and not in its place.

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
        .map(move |item| {
            let call = AbortOnDropHandle::new(tokio::spawn(f(item)));
            async move { call.await.unwrap_or_else(|error| resume_unwind(error.into_panic())) }
        })
        .buffered(limit.get())
}
