//! Task: joined
//! A function waits for both; in between, one side goes on alone.

use std::cmp::Ordering;
use std::pin::pin;

pub use solution::*;

use futures::future::try_join;
use futures::{Stream, StreamExt as _};

async fn both<A, B>(
    left: &mut (impl Stream<Item = A> + Unpin),
    right: &mut (impl Stream<Item = B> + Unpin),
) -> Option<(A, B)> {
    try_join(async { left.next().await.ok_or(()) }, async { right.next().await.ok_or(()) }).await.ok()
}

pub async fn joined<A, B>(left: impl Stream<Item = (u64, A)>, right: impl Stream<Item = (u64, B)>) -> Vec<(u64, A, B)> {
    let (mut left, mut right) = (pin!(left), pin!(right));
    let mut joined = Vec::new();
    let Some((mut one, mut other)) = both(&mut left, &mut right).await else { return joined };
    loop {
        match one.0.cmp(&other.0) {
            Ordering::Less => match left.next().await {
                Some(next) => one = next,
                None => return joined,
            },
            Ordering::Greater => match right.next().await {
                Some(next) => other = next,
                None => return joined,
            },
            Ordering::Equal => {
                joined.push((one.0, one.1, other.1));
                match both(&mut left, &mut right).await {
                    Some(next) => (one, other) = next,
                    None => return joined,
                }
            }
        }
    }
}
