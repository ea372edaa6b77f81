//! Task: summary
//! A loop over mutable variables.

pub use solution::*;

use futures::{Stream, StreamExt as _};

pub async fn summary(scores: impl Stream<Item = f64>) -> Option<Summary> {
    let mut scores = std::pin::pin!(scores);
    let (mut count, mut sum, mut min, mut max) = (0, 0.0, f64::INFINITY, f64::NEG_INFINITY);
    while let Some(score) = scores.next().await {
        count += 1;
        sum += score;
        min = min.min(score);
        max = max.max(score);
    }
    (count > 0).then(|| Summary { count, mean: sum / count as f64, min, max })
}
