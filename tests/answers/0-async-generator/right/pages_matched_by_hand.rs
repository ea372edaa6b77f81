//! Task: paged
//! `stream!` and a `match`, without `?`.

pub use solution::*;

use async_stream::stream;
use futures::Stream;

pub fn paged<T, C, E>(
    fetch: impl AsyncFn(Option<C>) -> Result<(Vec<T>, Option<C>), E>,
) -> impl Stream<Item = Result<T, E>> {
    stream! {
        let mut next = Some(None);
        while let Some(cursor) = next {
            match fetch(cursor).await {
                Ok((items, cursor)) => {
                    next = cursor.map(Some);
                    for item in items {
                        yield Ok(item);
                    }
                }
                Err(error) => {
                    yield Err(error);
                    return;
                }
            }
        }
    }
}
