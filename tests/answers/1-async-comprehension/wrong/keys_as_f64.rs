//! Fails: joined::gives_each_key_that_both_have_with_both_items
//! Says: keys are compared as `f64`
//! Keys are compared as `f64`.

use std::cmp::Ordering;
use std::pin::pin;

pub use solution::*;

use futures::future::try_join;
use futures::{Stream, StreamExt as _};

async fn next<T>(kept: Option<T>, mut stream: impl Stream<Item = T> + Unpin) -> Result<T, ()> {
    match kept {
        Some(item) => Ok(item),
        None => stream.next().await.ok_or(()),
    }
}

pub async fn joined<A, B>(left: impl Stream<Item = (u64, A)>, right: impl Stream<Item = (u64, B)>) -> Vec<(u64, A, B)> {
    let (mut left, mut right) = (pin!(left), pin!(right));
    let mut joined = Vec::new();
    let (mut kept_left, mut kept_right) = (None, None);
    loop {
        let one = next(kept_left.take(), left.as_mut());
        let other = next(kept_right.take(), right.as_mut());
        let Ok(((key, a), (other_key, b))) = try_join(one, other).await else { return joined };
        match (key as f64).total_cmp(&(other_key as f64)) {
            Ordering::Less => kept_right = Some((other_key, b)),
            Ordering::Greater => kept_left = Some((key, a)),
            Ordering::Equal => joined.push((key, a, b)),
        }
    }
}
