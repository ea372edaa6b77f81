//! Fails: merged::takes_an_item_only_to_yield_it
//! Says: items are taken from several streams and kept
//! Each round takes an item of every stream that has one.

pub use solution::*;

use std::collections::VecDeque;
use std::task::Poll;

use futures::{Stream, StreamExt as _, stream};

pub fn merged<T>(streams: impl IntoIterator<Item = impl Stream<Item = T>>) -> impl Stream<Item = T> {
    let mut streams: Vec<_> = streams.into_iter().map(Box::pin).collect();
    let mut items = VecDeque::new();
    stream::poll_fn(move |cx| {
        if items.is_empty() {
            streams.retain_mut(|stream| match stream.poll_next_unpin(cx) {
                Poll::Ready(Some(item)) => {
                    items.push_back(item);
                    true
                }
                Poll::Ready(None) => false,
                Poll::Pending => true,
            });
        }
        match items.pop_front() {
            Some(item) => Poll::Ready(Some(item)),
            None if streams.is_empty() => Poll::Ready(None),
            None => Poll::Pending,
        }
    })
}
