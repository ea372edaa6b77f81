//! Fails: all_pages::gives_the_items_of_all_pages_in_their_order
//! Says: it ends at a page without items
//! It takes a page without items for the last one.

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
        let (mut came, mut announced) = (0, 0);
        let (mut cursor, mut fetched) = (None, HashSet::new());
        loop {
            let page = match fetch_page(cursor.take()).await {
                Ok(page) => page,
                Err(error) => {
                    yield Err(error);
                    return;
                }
            };
            announced = page.total.unwrap_or(announced);
            let nothing = page.items.is_empty();
            for item in page.items {
                came += 1;
                yield Ok(item);
            }
            if nothing {
                break;
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
