//! Fails: summary::holds_for_small_large_opposite_and_many_scores
//! Says: something overflows on the way
//! The sum is scaled up to keep its decimals.

pub use solution::*;

use futures::{Stream, StreamExt as _};

pub async fn summary(scores: impl Stream<Item = f64>) -> Option<Summary> {
    let begin = (0_usize, 0.0_f64, f64::INFINITY, f64::NEG_INFINITY);
    let (count, sum, min, max) = scores
        .fold(begin, async |(count, sum, min, max), score| {
            (count + 1, sum + score * 1e9, f64::min(min, score), f64::max(max, score))
        })
        .await;
    (count > 0).then_some(Summary { count, mean: sum / count as f64 / 1e9, min, max })
}
