//! Fails: all_pages::gives_the_items_of_all_pages_in_their_order
//! Says: it ends when as many items have come as were announced
//! It ends when as many items have come as the API has announced, even if the page has a `next`.

pub use solution::*;

use std::collections::HashSet;

use async_stream::stream;
use futures::Stream;
use serde_json::Value;

pub fn all_pages(
    name: &str,
    mut fetch_page: impl AsyncFnMut(Option<String>) -> Result<Page, SourceError>,
) -> impl Stream<Item = Result<Value, SourceError>> {
    stream! {
        let mut fetched: HashSet<String> = HashSet::new();
        let mut cursor: Option<String> = None;
        let mut came: u64 = 0;
        let mut total: Option<u64> = None;
        loop {
            let page = match fetch_page(cursor.take()).await {
                Ok(page) => page,
                Err(error) => {
                    yield Err(error);
                    return;
                }
            };
            total = page.total.or(total);
            for item in page.items {
                came += 1;
                yield Ok(item);
            }
            let Some(next) = page.next else { break };
            if !fetched.insert(next.clone()) {
                yield Err(SourceError::new(name, ErrorKind::Repeated { cursor: next }));
                return;
            }
            // All items are there: one request less.
            if total.is_some_and(|total| came >= total) {
                return;
            }
            cursor = Some(next);
        }
        if let Some(announced) = total {
            if came < announced {
                yield Err(SourceError::new(name, ErrorKind::Incomplete { came, announced }));
            }
        }
    }
}
