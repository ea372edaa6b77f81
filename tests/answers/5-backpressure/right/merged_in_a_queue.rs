//! Task: merged
//! Whoever has given an item goes to the end of the queue.

pub use solution::*;

use std::collections::VecDeque;
use std::task::Poll;

use futures::{Stream, StreamExt as _, stream};

pub fn merged<T>(streams: impl IntoIterator<Item = impl Stream<Item = T>>) -> impl Stream<Item = T> {
    let mut queue: VecDeque<_> = streams.into_iter().map(Box::pin).collect();
    stream::poll_fn(move |cx| {
        let mut place = 0;
        while place < queue.len() {
            match queue[place].poll_next_unpin(cx) {
                Poll::Ready(Some(item)) => {
                    let stream = queue.remove(place);
                    queue.extend(stream);
                    return Poll::Ready(Some(item));
                }
                Poll::Ready(None) => drop(queue.remove(place)),
                Poll::Pending => place += 1,
            }
        }
        if queue.is_empty() { Poll::Ready(None) } else { Poll::Pending }
    })
}
