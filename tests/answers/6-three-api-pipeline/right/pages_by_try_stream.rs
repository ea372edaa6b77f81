//! Task: all_pages
//! `try_stream!`, in which `?` and an error end the stream.

pub use solution::*;

use async_stream::try_stream;
use futures::Stream;
use serde_json::Value;
use std::collections::HashMap;

pub fn all_pages(
    name: &str,
    mut fetch_page: impl AsyncFnMut(Option<String>) -> Result<Page, SourceError>,
) -> impl Stream<Item = Result<Value, SourceError>> {
    try_stream! {
        let mut fetched: HashMap<String, ()> = HashMap::new();
        let mut next = Some(None);
        let (mut came, mut announced) = (0_u64, 0_u64);
        while let Some(cursor) = next {
            let page = fetch_page(cursor).await?;
            if let Some(total) = page.total {
                announced = total;
            }
            for item in page.items {
                came = came.saturating_add(1);
                yield item;
            }
            if let Some(cursor) = &page.next
                && fetched.insert(cursor.clone(), ()).is_some()
            {
                Err(SourceError::new(name, ErrorKind::Repeated { cursor: cursor.clone() }))?;
            }
            next = page.next.map(Some);
        }
        if announced > came {
            Err(SourceError::new(name, ErrorKind::Incomplete { came, announced }))?;
        }
    }
}
