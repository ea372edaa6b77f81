//! Fails: merged::ends_when_all_have_ended
//! Says: it ends with the first stream that ends
//! The end of one stream is taken for the end of all.

pub use solution::*;

use std::task::Poll;

use futures::{Stream, StreamExt as _, stream};

pub fn merged<T>(streams: impl IntoIterator<Item = impl Stream<Item = T>>) -> impl Stream<Item = T> {
    let mut streams: Vec<_> = streams.into_iter().map(Box::pin).collect();
    let mut next = 0;
    stream::poll_fn(move |cx| {
        for _ in 0..streams.len() {
            let place = next % streams.len();
            next = place + 1;
            if let Poll::Ready(item) = streams[place].poll_next_unpin(cx) {
                return Poll::Ready(item);
            }
        }
        if streams.is_empty() { Poll::Ready(None) } else { Poll::Pending }
    })
}
