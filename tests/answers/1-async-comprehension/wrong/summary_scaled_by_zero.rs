//! Fails: summary::holds_for_small_large_opposite_and_many_scores
//! Says: zero is divided by zero
//! Scales by the largest absolute value so far: zero by zero is no number.

pub use solution::*;

use futures::{Stream, StreamExt};

pub async fn summary(scores: impl Stream<Item = f64>) -> Option<Summary> {
    let mut scores = std::pin::pin!(scores);
    let first = scores.next().await?;
    let (mut scale, mut sum) = (first.abs(), first / first.abs());
    let mut summary = Summary { count: 1, mean: first, min: first, max: first };
    while let Some(score) = scores.next().await {
        if score.abs() > scale {
            sum *= scale / score.abs();
            scale = score.abs();
        }
        sum += score / scale;
        summary.count += 1;
        summary.min = summary.min.min(score);
        summary.max = summary.max.max(score);
    }
    summary.mean = sum / summary.count as f64 * scale;
    Some(summary)
}
