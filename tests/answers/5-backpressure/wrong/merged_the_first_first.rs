//! Fails: merged::starves_none_while_others_always_have_an_item
//! Says: the streams before it always come first
//! The streams are asked in their order, each time from the first one on. So does a `select!` with `biased`.

pub use solution::*;

use std::task::Poll;

use futures::{Stream, StreamExt as _, stream};

pub fn merged<T>(streams: impl IntoIterator<Item = impl Stream<Item = T>>) -> impl Stream<Item = T> {
    let mut streams: Vec<_> = streams.into_iter().map(|stream| Box::pin(stream.fuse())).collect();
    stream::poll_fn(move |cx| {
        let mut is_over = true;
        for stream in &mut streams {
            if stream.is_done() {
                continue;
            }
            match stream.poll_next_unpin(cx) {
                Poll::Ready(Some(item)) => return Poll::Ready(Some(item)),
                Poll::Ready(None) => {}
                Poll::Pending => is_over = false,
            }
        }
        if is_over { Poll::Ready(None) } else { Poll::Pending }
    })
}
