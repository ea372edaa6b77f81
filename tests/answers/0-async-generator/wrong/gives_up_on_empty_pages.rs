//! Fails: paged::takes_any_number_of_pages_and_items
//! Says: gives up after so many pages
//! After a thousand empty pages in a row it takes the list for ended.

pub use solution::*;

use async_stream::stream;
use futures::Stream;

const MAX_EMPTY: usize = 1000;

pub fn paged<T, C, E>(
    fetch: impl AsyncFn(Option<C>) -> Result<(Vec<T>, Option<C>), E>,
) -> impl Stream<Item = Result<T, E>> {
    stream! {
        let mut cursor = None;
        let mut empty = 0;
        loop {
            match fetch(cursor.take()).await {
                Ok((items, next)) => {
                    empty = if items.is_empty() { empty + 1 } else { 0 };
                    for item in items {
                        yield Ok(item);
                    }
                    if next.is_none() || empty == MAX_EMPTY {
                        return;
                    }
                    cursor = next;
                }
                Err(error) => {
                    yield Err(error);
                    return;
                }
            }
        }
    }
}
