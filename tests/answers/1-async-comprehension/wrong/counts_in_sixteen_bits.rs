//! Fails: summary::holds_for_small_large_opposite_and_many_scores
//! Says: attempt to add with overflow
//! The count is a `u16`, which ends at 65,535.

pub use solution::*;

use futures::{Stream, StreamExt as _};

pub async fn summary(scores: impl Stream<Item = f64>) -> Option<Summary> {
    let begin = (0_u16, 0.0, f64::INFINITY, f64::NEG_INFINITY);
    let (count, sum, min, max) = scores
        .fold(begin, async |(count, sum, min, max), score| {
            (count + 1, sum + score, f64::min(min, score), f64::max(max, score))
        })
        .await;
    (count > 0).then_some(Summary { count: usize::from(count), mean: sum / f64::from(count), min, max })
}
