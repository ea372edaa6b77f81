//! Fails: paged::gives_an_error_and_ends
//! Says: it goes on after an error
//! After an error it begins again with the first page.

pub use solution::*;

use async_stream::stream;
use futures::Stream;

pub fn paged<T, C, E>(
    fetch: impl AsyncFn(Option<C>) -> Result<(Vec<T>, Option<C>), E>,
) -> impl Stream<Item = Result<T, E>> {
    stream! {
        let mut cursor = None;
        loop {
            match fetch(cursor).await {
                Ok((items, next)) => {
                    for item in items {
                        yield Ok(item);
                    }
                    if next.is_none() {
                        break;
                    }
                    cursor = next;
                }
                Err(error) => {
                    yield Err(error);
                    cursor = None;
                }
            }
        }
    }
}
