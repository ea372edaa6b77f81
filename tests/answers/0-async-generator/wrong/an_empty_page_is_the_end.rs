//! Fails: paged::gives_the_items_of_all_pages_in_their_order
//! Says: an empty page is taken for the end
//! The first page without items ends it.

pub use solution::*;

use async_stream::try_stream;
use futures::Stream;

pub fn paged<T, C, E>(
    fetch: impl AsyncFn(Option<C>) -> Result<(Vec<T>, Option<C>), E>,
) -> impl Stream<Item = Result<T, E>> {
    try_stream! {
        let mut cursor = None;
        loop {
            let (items, next) = fetch(cursor).await?;
            if items.is_empty() || next.is_none() {
                for item in items {
                    yield item;
                }
                break;
            }
            cursor = next;
            for item in items {
                yield item;
            }
        }
    }
}
