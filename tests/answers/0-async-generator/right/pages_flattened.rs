//! Task: paged
//! A `try_unfold` yields the pages, and `try_flatten` their items.

pub use solution::*;

use futures::{Stream, TryStreamExt as _, stream};

pub fn paged<T, C, E>(
    fetch: impl AsyncFn(Option<C>) -> Result<(Vec<T>, Option<C>), E>,
) -> impl Stream<Item = Result<T, E>> {
    stream::try_unfold((fetch, Some(None::<C>)), |(fetch, cursor)| async move {
        let Some(cursor) = cursor else {
            return Ok::<_, E>(None);
        };
        let (items, next) = fetch(cursor).await?;
        let page = stream::iter(items.into_iter().map(Ok::<T, E>));
        Ok::<_, E>(Some((page, (fetch, next.map(Some)))))
    })
    .try_flatten()
}
