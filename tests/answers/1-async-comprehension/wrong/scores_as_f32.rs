//! Fails: summary::holds_for_small_large_opposite_and_many_scores
//! Says: goes through an `f32`
//! Each score goes through an `f32`.

pub use solution::*;

use futures::{Stream, StreamExt as _};

pub async fn summary(scores: impl Stream<Item = f64>) -> Option<Summary> {
    scores
        .map(|score| f64::from(score as f32))
        .fold(None, async |so_far, score| {
            let Some(Summary { count, mean, min, max }) = so_far else {
                return Some(Summary { count: 1, mean: score, min: score, max: score });
            };
            let sum = mean * count as f64 + score;
            Some(Summary { count: count + 1, mean: sum / (count + 1) as f64, min: min.min(score), max: max.max(score) })
        })
        .await
}
