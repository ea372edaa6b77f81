//! Task: all_pages
//! It keeps the cursors in a list, with a set beside it of those that it has seen, and a function makes the last error.

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
        let mut cursors = vec![None];
        let mut seen = HashSet::new();
        let (mut came, mut total) = (0, None);
        let mut at = 0;
        while at < cursors.len() {
            match fetch_page(cursors[at].clone()).await {
                Err(error) => {
                    yield Err(error);
                    return;
                }
                Ok(page) => {
                    total = page.total.or(total);
                    came += page.items.len() as u64;
                    for item in page.items {
                        yield Ok(item);
                    }
                    if let Some(cursor) = page.next {
                        if !seen.insert(cursor.clone()) {
                            yield Err(SourceError::new(name, ErrorKind::Repeated { cursor }));
                            return;
                        }
                        cursors.push(Some(cursor));
                    }
                }
            }
            at += 1;
        }
        if let Some(announced) = total.filter(|total| *total > came) {
            yield Err(SourceError::new(name, ErrorKind::Incomplete { came, announced }));
        }
    }
}
