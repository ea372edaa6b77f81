//! Task: merged
//! A stream of one function, which begins after the stream that gave the last item.

pub use solution::*;

use std::task::Poll;

use futures::{Stream, StreamExt as _, stream};

pub fn merged<T>(streams: impl IntoIterator<Item = impl Stream<Item = T>>) -> impl Stream<Item = T> {
    let mut streams: Vec<_> = streams.into_iter().map(Box::pin).collect();
    let mut next = 0;
    stream::poll_fn(move |cx| {
        let mut left = streams.len();
        while left > 0 {
            next %= streams.len();
            match streams[next].poll_next_unpin(cx) {
                Poll::Ready(Some(item)) => {
                    next += 1;
                    return Poll::Ready(Some(item));
                }
                Poll::Ready(None) => drop(streams.remove(next)),
                Poll::Pending => next += 1,
            }
            left -= 1;
        }
        if streams.is_empty() { Poll::Ready(None) } else { Poll::Pending }
    })
}
