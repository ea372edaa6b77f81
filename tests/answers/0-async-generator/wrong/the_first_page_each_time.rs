//! Fails: paged::gives_the_items_of_all_pages_in_their_order
//! Says: pass on the cursor
//! The cursor is not passed on.

pub use solution::*;

use async_stream::try_stream;
use futures::Stream;

pub fn paged<T, C, E>(
    fetch: impl AsyncFn(Option<C>) -> Result<(Vec<T>, Option<C>), E>,
) -> impl Stream<Item = Result<T, E>> {
    try_stream! {
        loop {
            let (items, next) = fetch(None).await?;
            for item in items {
                yield item;
            }
            if next.is_none() {
                break;
            }
        }
    }
}
