//! Fails: try_looked_up::returns_the_first_error_in_time
//! Says: lookups are in flight after the error
//! A future by hand that keeps the other lookups until it is dropped itself.

pub use solution::*;

use std::num::NonZeroUsize;
use std::task::{Poll, ready};

use futures::{Stream, StreamExt, stream};

pub fn try_looked_up<T, E>(
    ids: impl IntoIterator<Item = u64>,
    lookup: impl AsyncFn(u64) -> Result<T, E>,
    limit: NonZeroUsize,
) -> impl Future<Output = Result<Vec<T>, E>> {
    let lookup = std::rc::Rc::new(lookup);
    let mut flight = Box::pin(
        stream::iter(ids.into_iter().enumerate())
            .map(move |(index, id)| {
                let lookup = lookup.clone();
                async move { (index, lookup(id).await) }
            })
            .buffer_unordered(limit.get()),
    );
    let mut found = Vec::new();
    std::future::poll_fn(move |cx| {
        loop {
            match ready!(flight.as_mut().poll_next(cx)) {
                Some((index, Ok(value))) => found.push((index, value)),
                Some((_, Err(error))) => return Poll::Ready(Err(error)),
                None => {
                    found.sort_by_key(|(index, _)| *index);
                    return Poll::Ready(Ok(std::mem::take(&mut found).into_iter().map(|(_, value)| value).collect()));
                }
            }
        }
    })
}
