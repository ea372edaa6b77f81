//! Fails: all_pages::a_list_that_leads_back_ends_with_an_error
//! Says: it follows a cursor that it has followed before
//! Only the last 1,000 cursors are known.

pub use solution::*;

use async_stream::stream;
use futures::{Stream, stream};
use serde_json::Value;
use std::collections::VecDeque;

pub fn all_pages(
    name: &str,
    mut fetch_page: impl AsyncFnMut(Option<String>) -> Result<Page, SourceError>,
) -> impl Stream<Item = Result<Value, SourceError>> {
    let name = name.to_owned();
    stream! {
        let mut seen: VecDeque<String> = VecDeque::new();
        let (mut cursor, mut came, mut announced) = (None, 0_u64, None::<u64>);
        loop {
            let page = match fetch_page(cursor).await {
                Ok(page) => page,
                Err(error) => {
                    yield Err(error);
                    return;
                }
            };
            announced = page.total.or(announced);

            for item in page.items {
                came += 1;
                yield Ok(item);
            }
            let Some(next) = page.next else { break };
            if {
                let is_known = seen.contains(&next);
                seen.push_back(next.clone());
                if seen.len() > 1000 {
                    seen.pop_front();
                }
                is_known
            } {
                yield Err(SourceError::new(name.clone(), ErrorKind::Repeated { cursor: next }));
                return;
            }
            cursor = Some(next);
        }
        if let Some(announced) = announced
            && announced > came
        {
            yield Err(SourceError::new(name.clone(), ErrorKind::Incomplete { came, announced }));
        }
    }
}
