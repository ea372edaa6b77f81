//! Fails: joined::gives_each_key_that_both_have_with_both_items
//! Says: keys are missed
//! The first item is compared with the first, and the second with the second.

pub use solution::*;

use futures::{Stream, StreamExt as _};

pub async fn joined<A, B>(left: impl Stream<Item = (u64, A)>, right: impl Stream<Item = (u64, B)>) -> Vec<(u64, A, B)> {
    left.zip(right)
        .filter_map(|((key, a), (other_key, b))| std::future::ready((key == other_key).then_some((key, a, b))))
        .collect()
        .await
}
