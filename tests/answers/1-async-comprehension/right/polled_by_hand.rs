//! Task: joined
//! Both sides are polled by hand when their place is empty.

use std::cmp::Ordering;
use std::future::poll_fn;
use std::pin::pin;
use std::task::Poll;

pub use solution::*;

use futures::Stream;

pub async fn joined<A, B>(left: impl Stream<Item = (u64, A)>, right: impl Stream<Item = (u64, B)>) -> Vec<(u64, A, B)> {
    let (mut left, mut right) = (pin!(left), pin!(right));
    let (mut one, mut other) = (None, None);
    let mut joined = Vec::new();
    poll_fn(|cx| {
        loop {
            if one.is_none() {
                match left.as_mut().poll_next(cx) {
                    Poll::Ready(None) => return Poll::Ready(()),
                    Poll::Ready(item) => one = item,
                    Poll::Pending => {}
                }
            }
            if other.is_none() {
                match right.as_mut().poll_next(cx) {
                    Poll::Ready(None) => return Poll::Ready(()),
                    Poll::Ready(item) => other = item,
                    Poll::Pending => {}
                }
            }
            let ((key, a), (other_key, b)) = match (one.take(), other.take()) {
                (Some(left), Some(right)) => (left, right),
                (left, right) => {
                    (one, other) = (left, right);
                    return Poll::Pending;
                }
            };
            match key.cmp(&other_key) {
                Ordering::Less => other = Some((other_key, b)),
                Ordering::Greater => one = Some((key, a)),
                Ordering::Equal => joined.push((key, a, b)),
            }
        }
    })
    .await;
    joined
}
