//! Fails: joined::ends_as_soon_as_one_side_ends
//! Says: the end of one does not end the wait
//! `join` waits for both, though one has ended.

use std::cmp::Ordering;
use std::pin::pin;

pub use solution::*;

use futures::future::join;
use futures::{Stream, StreamExt as _};

pub async fn joined<A, B>(left: impl Stream<Item = (u64, A)>, right: impl Stream<Item = (u64, B)>) -> Vec<(u64, A, B)> {
    let (mut left, mut right) = (pin!(left), pin!(right));
    let mut joined = Vec::new();
    let (mut kept_left, mut kept_right) = (None, None);
    loop {
        let one = async { if kept_left.is_some() { kept_left.take() } else { left.next().await } };
        let other = async { if kept_right.is_some() { kept_right.take() } else { right.next().await } };
        let (Some((key, a)), Some((other_key, b))) = join(one, other).await else { return joined };
        match key.cmp(&other_key) {
            Ordering::Less => kept_right = Some((other_key, b)),
            Ordering::Greater => kept_left = Some((key, a)),
            Ordering::Equal => joined.push((key, a, b)),
        }
    }
}
