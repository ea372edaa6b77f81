//! Fails: all_pages::a_list_that_leads_back_ends_with_an_error
//! Says: remember all of them
//! It compares each cursor with the one before it.

pub use solution::*;

use async_stream::stream;
use futures::Stream;
use serde_json::Value;

pub fn all_pages(
    name: &str,
    mut fetch_page: impl AsyncFnMut(Option<String>) -> Result<Page, SourceError>,
) -> impl Stream<Item = Result<Value, SourceError>> {
    stream! {
        let (mut came, mut announced) = (0, 0);
        let (mut cursor, mut last): (Option<String>, Option<String>) = (None, None);
        loop {
            let page = match fetch_page(cursor.take()).await {
                Ok(page) => page,
                Err(error) => {
                    yield Err(error);
                    return;
                }
            };
            announced = page.total.unwrap_or(announced);
            for item in page.items {
                came += 1;
                yield Ok(item);
            }
            let Some(next) = page.next else { break };
            if last.as_ref() == Some(&next) {
                yield Err(SourceError::new(name, ErrorKind::Repeated { cursor: next }));
                return;
            }
            last = Some(next.clone());
            cursor = Some(next);
        }
        if came < announced {
            yield Err(SourceError::new(name, ErrorKind::Incomplete { came, announced }));
        }
    }
}
