//! Fails: summary::takes_scores_below_zero_and_a_single_one
//! Says: begin with the first score
//! The largest of scores below zero comes out as zero.

pub use solution::*;

use futures::{Stream, StreamExt as _};

pub async fn summary(scores: impl Stream<Item = f64>) -> Option<Summary> {
    let (count, sum, min, max) = scores
        .fold((0, 0.0, f64::INFINITY, 0.0_f64), |(count, sum, min, max), score| async move {
            (count + 1, sum + score, score.min(min), score.max(max))
        })
        .await;
    (count > 0).then(|| Summary { count, mean: sum / count as f64, min, max })
}
