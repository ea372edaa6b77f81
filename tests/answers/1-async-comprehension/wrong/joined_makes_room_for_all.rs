//! Fails: joined::keeps_one_item_of_each_side
//! Says: memory is reserved for as many items
//! Makes room for as many keys as both sides can have.

pub use solution::*;

use std::cmp::Ordering;
use std::pin::pin;

use futures::{Stream, StreamExt as _, future};

async fn next<T>(kept: Option<T>, mut stream: impl Stream<Item = T> + Unpin) -> Result<T, ()> {
    match kept {
        Some(item) => Ok(item),
        None => stream.next().await.ok_or(()),
    }
}

pub async fn joined<A, B>(left: impl Stream<Item = (u64, A)>, right: impl Stream<Item = (u64, B)>) -> Vec<(u64, A, B)> {
    let most = left.size_hint().1.into_iter().chain(right.size_hint().1).min();
    let mut joined = Vec::with_capacity(most.unwrap_or_default());
    let (mut left, mut right) = (pin!(left), pin!(right));
    let (mut kept_left, mut kept_right) = (None, None);
    loop {
        let one = next(kept_left.take(), left.as_mut());
        let other = next(kept_right.take(), right.as_mut());
        let Ok(((key, a), (other_key, b))) = future::try_join(one, other).await else {
            return joined;
        };
        match key.cmp(&other_key) {
            Ordering::Less => kept_right = Some((other_key, b)),
            Ordering::Greater => kept_left = Some((key, a)),
            Ordering::Equal => joined.push((key, a, b)),
        }
    }
}
