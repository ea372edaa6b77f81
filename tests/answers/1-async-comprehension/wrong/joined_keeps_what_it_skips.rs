//! Fails: joined::keeps_one_item_of_each_side
//! Says: items are kept in a list
//! What has no match on the other side is collected, and then forgotten.

pub use solution::*;

use std::cmp::Ordering;
use std::pin::pin;

use futures::{Stream, StreamExt as _, future};

pub async fn joined<A, B>(left: impl Stream<Item = (u64, A)>, right: impl Stream<Item = (u64, B)>) -> Vec<(u64, A, B)> {
    let (mut left, mut right) = (pin!(left), pin!(right));
    let (mut joined, mut alone) = (Vec::new(), Vec::new());
    'matched: loop {
        let one = async { left.next().await.ok_or(()) };
        let other = async { right.next().await.ok_or(()) };
        let Ok((mut one, mut other)) = future::try_join(one, other).await else { return joined };
        loop {
            match one.0.cmp(&other.0) {
                Ordering::Equal => {
                    joined.push((one.0, one.1, other.1));
                    continue 'matched;
                }
                Ordering::Less => match left.next().await {
                    Some(next) => alone.push(std::mem::replace(&mut one, next)),
                    None => return joined,
                },
                Ordering::Greater => match right.next().await {
                    Some(next) => other = next,
                    None => return joined,
                },
            }
        }
    }
}
