//! Fails: summary::holds_for_small_large_opposite_and_many_scores
//! Says: counted
//! Only a hundred thousand scores count.

pub use solution::*;

use futures::{Stream, StreamExt as _};

pub async fn summary(scores: impl Stream<Item = f64>) -> Option<Summary> {
    solution::summary(scores.take(100_000)).await
}
