//! Task: paged
//! `try_unfold` makes a stream of pages, and `try_flatten` one of their items.

pub use solution::*;

use futures::{Stream, TryStreamExt, stream};

pub fn paged<T, C, E>(
    fetch: impl AsyncFn(Option<C>) -> Result<(Vec<T>, Option<C>), E>,
) -> impl Stream<Item = Result<T, E>> {
    let pages = stream::try_unfold((fetch, Some(None)), async |(fetch, next)| {
        let Some(cursor) = next else { return Ok(None) };
        let (items, cursor) = fetch(cursor).await?;
        Ok(Some((stream::iter(items.into_iter().map(Ok)), (fetch, cursor.map(Some)))))
    });
    pages.try_flatten()
}
