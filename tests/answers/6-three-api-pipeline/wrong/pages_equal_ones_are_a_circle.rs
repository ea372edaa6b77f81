//! Fails: all_pages::equal_pages_are_several
//! Says: it takes an equal page
//! A page with the same items as the page before it is taken for that page under another cursor: a `Repeated` error.

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
        let (mut cursor, mut total, mut came) = (None::<String>, None::<u64>, 0_u64);
        let mut seen = HashSet::<String>::new();
        let mut before = Vec::<Value>::new();
        loop {
            let page = match fetch_page(cursor.clone()).await {
                Ok(page) => page,
                Err(error) => {
                    yield Err(error);
                    return;
                }
            };
            if !page.items.is_empty() && page.items == before {
                let cursor = cursor.unwrap_or_default();
                yield Err(SourceError::new(name, ErrorKind::Repeated { cursor }));
                return;
            }
            before = page.items.clone();
            total = page.total.or(total);
            for item in page.items {
                came += 1;
                yield Ok(item);
            }
            let Some(next) = page.next else { break };
            if !seen.insert(next.clone()) {
                yield Err(SourceError::new(name, ErrorKind::Repeated { cursor: next }));
                return;
            }
            cursor = Some(next);
        }
        if let Some(announced) = total {
            if announced > came {
                yield Err(SourceError::new(name, ErrorKind::Incomplete { came, announced }));
            }
        }
    }
}
