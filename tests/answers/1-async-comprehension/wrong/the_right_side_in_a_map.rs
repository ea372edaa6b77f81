//! Fails: joined::ends_as_soon_as_one_side_ends
//! Says: is read to its end before the other is asked
//! The right side is collected first.

use std::collections::HashMap;
use std::pin::pin;

pub use solution::*;

use futures::{Stream, StreamExt as _};

pub async fn joined<A, B>(left: impl Stream<Item = (u64, A)>, right: impl Stream<Item = (u64, B)>) -> Vec<(u64, A, B)> {
    let mut by_key: HashMap<u64, B> = right.collect().await;
    let mut left = pin!(left);
    let mut joined = Vec::new();
    while let Some((key, a)) = left.next().await {
        if let Some(b) = by_key.remove(&key) {
            joined.push((key, a, b));
        }
    }
    joined
}
