//! Fails: paged::fetches_a_page_when_its_first_item_is_asked_for
//! Says: it works ahead
//! The next page is fetched before the items of the last one are yielded.

pub use solution::*;

use async_stream::try_stream;
use futures::Stream;

pub fn paged<T, C, E>(
    fetch: impl AsyncFn(Option<C>) -> Result<(Vec<T>, Option<C>), E>,
) -> impl Stream<Item = Result<T, E>> {
    try_stream! {
        let (mut items, mut next) = fetch(None).await?;
        while let Some(cursor) = next {
            let page = fetch(Some(cursor)).await?;
            for item in std::mem::replace(&mut items, page.0) {
                yield item;
            }
            next = page.1;
        }
        for item in items {
            yield item;
        }
    }
}
