//! Fails: all_pages::fetches_a_page_when_its_first_item_is_asked_for
//! Says: it fetches ahead
//! It fetches the next page before it yields the items of this one.

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
        let mut fetched = HashSet::new();
        let mut next_page = Some(fetch_page(None).await);
        while let Some(result) = next_page.take() {
            let page = match result {
                Ok(page) => page,
                Err(error) => {
                    yield Err(error);
                    return;
                }
            };
            announced = page.total.unwrap_or(announced);
            let repeated = page.next.clone().filter(|next| !fetched.insert(next.clone()));
            if let (Some(next), None) = (page.next, &repeated) {
                next_page = Some(fetch_page(Some(next)).await);
            }
            for item in page.items {
                came += 1;
                yield Ok(item);
            }
            if let Some(cursor) = repeated {
                yield Err(SourceError::new(name, ErrorKind::Repeated { cursor }));
                return;
            }
        }
        if came < announced {
            yield Err(SourceError::new(name, ErrorKind::Incomplete { came, announced }));
        }
    }
}
