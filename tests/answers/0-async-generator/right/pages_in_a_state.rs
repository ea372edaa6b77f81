//! Task: paged
//! `unfold` with a queue of items and what comes next as its state.

use std::collections::VecDeque;

pub use solution::*;

use futures::{Stream, stream};

enum Next<C> {
    Page(Option<C>),
    End,
}

pub fn paged<T, C, E>(
    fetch: impl AsyncFn(Option<C>) -> Result<(Vec<T>, Option<C>), E>,
) -> impl Stream<Item = Result<T, E>> {
    let start = (fetch, VecDeque::new(), Next::Page(None));
    stream::unfold(start, async |(fetch, mut items, mut next)| {
        loop {
            if let Some(item) = items.pop_front() {
                return Some((Ok(item), (fetch, items, next)));
            }
            match next {
                Next::End => return None,
                Next::Page(cursor) => match fetch(cursor).await {
                    Err(error) => return Some((Err(error), (fetch, items, Next::End))),
                    Ok((page, cursor)) => {
                        items.extend(page);
                        next = cursor.map_or(Next::End, |cursor| Next::Page(Some(cursor)));
                    }
                },
            }
        }
    })
}
