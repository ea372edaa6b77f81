//! Fails: all_pages::a_page_that_fails_ends_the_list_with_its_error
//! Says: it goes on after an error
//! After an error it looks whether items are missing.

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
                    break;
                }
            };
            announced = page.total.unwrap_or(announced);
            for item in page.items {
                came += 1;
                yield Ok(item);
            }
            let Some(next) = page.next else { break };
            if !fetched.insert(next.clone()) {
                yield Err(SourceError::new(name, ErrorKind::Repeated { cursor: next }));
                return;
            }
            cursor = Some(next);
        }
        if came < announced {
            yield Err(SourceError::new(name, ErrorKind::Incomplete { came, announced }));
        }
    }
}
