//! Task: joined
//! Both sides are peeked at, and only what is used is taken.

use std::cmp::Ordering;
use std::pin::pin;

pub use solution::*;

use futures::future::try_join;
use futures::{Stream, StreamExt as _};

pub async fn joined<A, B>(left: impl Stream<Item = (u64, A)>, right: impl Stream<Item = (u64, B)>) -> Vec<(u64, A, B)> {
    let (mut left, mut right) = (pin!(left.peekable()), pin!(right.peekable()));
    let mut joined = Vec::new();
    loop {
        let one = async { left.as_mut().peek().await.map(|(key, _)| *key).ok_or(()) };
        let other = async { right.as_mut().peek().await.map(|(key, _)| *key).ok_or(()) };
        let Ok((one, other)) = try_join(one, other).await else { return joined };
        match one.cmp(&other) {
            Ordering::Less => drop(left.next().await),
            Ordering::Greater => drop(right.next().await),
            Ordering::Equal => {
                if let (Some((key, a)), Some((_, b))) = (left.next().await, right.next().await) {
                    joined.push((key, a, b));
                }
            }
        }
    }
}
