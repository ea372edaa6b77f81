//! Fails: paged::goes_on_with_a_fetch_whose_reader_was_dropped
//! Says: begins a new fetch
//! Each poll begins a new fetch.

use std::pin::pin;
use std::task::{Poll, ready};

pub use solution::*;

use futures::{Stream, stream};

pub fn paged<T, C, E>(
    fetch: impl AsyncFn(Option<C>) -> Result<(Vec<T>, Option<C>), E>,
) -> impl Stream<Item = Result<T, E>> {
    let mut items = Vec::new().into_iter();
    let (mut cursor, mut is_over) = (None, false);
    stream::poll_fn(move |cx| {
        loop {
            if let Some(item) = items.next() {
                return Poll::Ready(Some(Ok(item)));
            }
            if is_over {
                return Poll::Ready(None);
            }
            let page = pin!(fetch(cursor.take())).poll(cx);
            match ready!(page) {
                Ok((page, next)) => {
                    items = page.into_iter();
                    is_over = next.is_none();
                    cursor = next;
                }
                Err(error) => {
                    is_over = true;
                    return Poll::Ready(Some(Err(error)));
                }
            }
        }
    })
}
