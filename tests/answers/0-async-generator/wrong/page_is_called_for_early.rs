//! Fails: paged::fetches_a_page_when_its_first_item_is_asked_for
//! Says: it works ahead
//! Calls `fetch` for the next page before it yields the last item, and waits for it after that.

pub use solution::*;

use futures::Stream;

pub fn paged<T, C, E>(
    fetch: impl AsyncFn(Option<C>) -> Result<(Vec<T>, Option<C>), E>,
) -> impl Stream<Item = Result<T, E>> {
    async_stream::try_stream! {
        let mut page = Some(Box::pin(fetch(None)));
        while let Some(fetched) = page.take() {
            let (mut items, next) = fetched.await?;
            let last = items.pop();
            for item in items { yield item; }
            page = next.map(|cursor| Box::pin(fetch(Some(cursor))));
            if let Some(last) = last { yield last; }
        }
    }
}
