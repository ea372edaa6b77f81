//! Fails: paged::fetches_a_page_when_its_first_item_is_asked_for
//! Says: all pages are fetched before the first item
//! The items of all pages are collected first.

pub use solution::*;

use async_stream::try_stream;
use futures::Stream;

pub fn paged<T, C, E>(
    fetch: impl AsyncFn(Option<C>) -> Result<(Vec<T>, Option<C>), E>,
) -> impl Stream<Item = Result<T, E>> {
    try_stream! {
        let mut all = Vec::new();
        let mut cursor = None;
        loop {
            let (items, next) = fetch(cursor).await?;
            all.extend(items);
            cursor = next;
            if cursor.is_none() {
                break;
            }
        }
        for item in all {
            yield item;
        }
    }
}
