//! Fails: all_pages::a_list_that_leads_back_ends_with_an_error
//! Says: it ends with the first error
//! After a cursor that comes again it tells what is missing, too.

pub use solution::*;

use async_stream::stream;
use futures::{Stream, stream};
use serde_json::Value;
use std::collections::HashSet;

pub fn all_pages(
    name: &str,
    mut fetch_page: impl AsyncFnMut(Option<String>) -> Result<Page, SourceError>,
) -> impl Stream<Item = Result<Value, SourceError>> {
    let name = name.to_owned();
    stream! {
        let mut seen: HashSet<String> = HashSet::new();
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
            if !seen.insert(next.clone()) {
                yield Err(SourceError::new(name.clone(), ErrorKind::Repeated { cursor: next }));
                break;
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
