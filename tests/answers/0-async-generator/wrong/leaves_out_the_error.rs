//! Fails: paged::gives_an_error_and_ends
//! Says: the error is not given
//! An error ends it, and nobody hears of it.

pub use solution::*;

use async_stream::stream;
use futures::Stream;

pub fn paged<T, C, E>(
    fetch: impl AsyncFn(Option<C>) -> Result<(Vec<T>, Option<C>), E>,
) -> impl Stream<Item = Result<T, E>> {
    stream! {
        let mut cursor = None;
        while let Ok((items, next)) = fetch(cursor).await {
            for item in items {
                yield Ok(item);
            }
            if next.is_none() {
                break;
            }
            cursor = next;
        }
    }
}
