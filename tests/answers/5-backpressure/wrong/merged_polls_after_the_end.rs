//! Fails: merged::ends_when_all_have_ended
//! Says: it asks again after the first `None`
//! Nobody remembers which streams have ended.

pub use solution::*;

use std::task::Poll;

use futures::{Stream, StreamExt as _, stream};

pub fn merged<T>(streams: impl IntoIterator<Item = impl Stream<Item = T>>) -> impl Stream<Item = T> {
    let mut streams: Vec<_> = streams.into_iter().map(Box::pin).collect();
    let mut next = 0;
    stream::poll_fn(move |cx| {
        let mut is_over = true;
        for _ in 0..streams.len() {
            let place = next % streams.len();
            next = place + 1;
            match streams[place].poll_next_unpin(cx) {
                Poll::Ready(Some(item)) => return Poll::Ready(Some(item)),
                Poll::Ready(None) => {}
                Poll::Pending => is_over = false,
            }
        }
        if is_over { Poll::Ready(None) } else { Poll::Pending }
    })
}
