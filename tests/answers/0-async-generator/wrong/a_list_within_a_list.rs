//! Fails: paged::takes_any_number_of_pages_and_items
//! Says: calls itself
//! The rest of the list is a stream within the stream.

use std::sync::Arc;

pub use solution::*;

use futures::stream::{LocalBoxStream, StreamExt, once};
use futures::{Stream, stream};

fn rest<'a, T: 'a, C: 'a, E: 'a>(
    fetch: Arc<impl AsyncFn(Option<C>) -> Result<(Vec<T>, Option<C>), E> + 'a>,
    cursor: Option<C>,
) -> LocalBoxStream<'a, Result<T, E>> {
    once(async move {
        match fetch(cursor).await {
            Err(error) => once(async { Err(error) }).boxed_local(),
            Ok((items, next)) => {
                let items = stream::iter(items.into_iter().map(Ok));
                match next {
                    None => items.boxed_local(),
                    next => items.chain(rest(fetch, next)).boxed_local(),
                }
            }
        }
    })
    .flatten()
    .boxed_local()
}

pub fn paged<'a, T: 'a, C: 'a, E: 'a>(
    fetch: impl AsyncFn(Option<C>) -> Result<(Vec<T>, Option<C>), E> + 'a,
) -> impl Stream<Item = Result<T, E>> {
    rest(Arc::new(fetch), None)
}
