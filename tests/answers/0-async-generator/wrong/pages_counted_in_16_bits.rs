//! Fails: paged::takes_any_number_of_pages_and_items
//! Says: after so many pages
//! Counts the pages in 16 bits.

pub use solution::*;

use futures::Stream;

pub fn paged<T, C, E>(
    fetch: impl AsyncFn(Option<C>) -> Result<(Vec<T>, Option<C>), E>,
) -> impl Stream<Item = Result<T, E>> {
    async_stream::try_stream! {
        let mut cursor = None;
        for _page in 0..=u16::MAX {
            let (items, next) = fetch(cursor).await?;
            for item in items { yield item; }
            if next.is_none() { break; }
            cursor = next;
        }
    }
}
