//! Fails: paged::gives_the_items_of_all_pages_in_their_order
//! Says: fetches again after the last page
//! After the last page comes the first one again.

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
            for item in items {
                yield item;
            }
            cursor = next;
        }
    }
}
