//! Task: joined
//! Two peekable streams, polled by hand.

pub use solution::*;

use std::cmp::Ordering;
use std::task::Poll;

use futures::{Stream, StreamExt};

pub async fn joined<A, B>(left: impl Stream<Item = (u64, A)>, right: impl Stream<Item = (u64, B)>) -> Vec<(u64, A, B)> {
    let (mut left, mut right) = (Box::pin(left.peekable()), Box::pin(right.peekable()));
    let mut both = Vec::new();
    std::future::poll_fn(|cx| {
        loop {
            let (l, r) = (
                left.as_mut().poll_peek(cx).map(|item| item.map(|(key, _)| *key)),
                right.as_mut().poll_peek(cx).map(|item| item.map(|(key, _)| *key)),
            );
            let (l, r) = match (l, r) {
                (Poll::Ready(None), _) | (_, Poll::Ready(None)) => return Poll::Ready(()),
                (Poll::Ready(Some(l)), Poll::Ready(Some(r))) => (l, r),
                _ => return Poll::Pending,
            };
            let one = (l <= r).then(|| left.as_mut().poll_next(cx));
            let other = (r <= l).then(|| right.as_mut().poll_next(cx));
            if l.cmp(&r) == Ordering::Equal
                && let (Some(Poll::Ready(Some((key, a)))), Some(Poll::Ready(Some((_, b))))) = (one, other)
            {
                both.push((key, a, b));
            }
        }
    })
    .await;
    both
}
