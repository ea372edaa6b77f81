//! Fails: all_pages::fewer_items_than_announced_are_an_error
//! Says: it does not compare the number of items
//! What is missing is not noticed.

pub use solution::*;

use async_stream::stream;
use futures::Stream;
use serde_json::Value;
use std::collections::HashSet;

pub fn all_pages(
    name: &str,
    mut fetch_page: impl AsyncFnMut(Option<String>) -> Result<Page, SourceError>,
) -> impl Stream<Item = Result<Value, SourceError>> {
    stream! {
        let (mut cursor, mut fetched) = (None, HashSet::new());
        loop {
            let page = match fetch_page(cursor.take()).await {
                Ok(page) => page,
                Err(error) => {
                    yield Err(error);
                    return;
                }
            };
            for item in page.items {
                yield Ok(item);
            }
            let Some(next) = page.next else { break };
            if !fetched.insert(next.clone()) {
                yield Err(SourceError::new(name, ErrorKind::Repeated { cursor: next }));
                return;
            }
            cursor = Some(next);
        }
    }
}
