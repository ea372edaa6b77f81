//! Fails: joined::waits_for_both_at_the_same_time
//! Says: it waits for one side and then for the other
//! Where both are needed, one is waited for, and then the other.

use std::cmp::Ordering;
use std::pin::pin;

pub use solution::*;

use futures::{Stream, StreamExt as _};

pub async fn joined<A, B>(left: impl Stream<Item = (u64, A)>, right: impl Stream<Item = (u64, B)>) -> Vec<(u64, A, B)> {
    let (mut left, mut right) = (pin!(left), pin!(right));
    let mut joined = Vec::new();
    let (mut kept_left, mut kept_right) = (None, None);
    loop {
        let one = if kept_left.is_some() { kept_left.take() } else { left.next().await };
        let Some((key, a)) = one else { return joined };
        let other = if kept_right.is_some() { kept_right.take() } else { right.next().await };
        let Some((other_key, b)) = other else { return joined };
        match key.cmp(&other_key) {
            Ordering::Less => kept_right = Some((other_key, b)),
            Ordering::Greater => kept_left = Some((key, a)),
            Ordering::Equal => joined.push((key, a, b)),
        }
    }
}
