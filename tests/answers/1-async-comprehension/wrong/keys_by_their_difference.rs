//! Fails: joined::gives_each_key_that_both_have_with_both_items
//! Says: wraps around
//! It compares keys by their wrapping difference, which is wrong when they are far apart.

pub use solution::*;

use std::pin::pin;

use futures::{Stream, StreamExt as _, future};

pub async fn joined<A, B>(left: impl Stream<Item = (u64, A)>, right: impl Stream<Item = (u64, B)>) -> Vec<(u64, A, B)> {
    let (mut left, mut right) = (pin!(left), pin!(right));
    let mut both = Vec::new();
    'matched: loop {
        let one = async { left.next().await.ok_or(()) };
        let other = async { right.next().await.ok_or(()) };
        let Ok((mut one, mut other)) = future::try_join(one, other).await else {
            return both;
        };
        loop {
            match one.0.wrapping_sub(other.0) as i64 {
                0 => {
                    both.push((one.0, one.1, other.1));
                    continue 'matched;
                }
                ..0 => match left.next().await {
                    Some(next) => one = next,
                    None => return both,
                },
                1.. => match right.next().await {
                    Some(next) => other = next,
                    None => return both,
                },
            }
        }
    }
}
