//! Fails: summary::gives_count_mean_smallest_and_largest
//! Says: not every score is counted
//! The first score begins the fold, and is not counted.

pub use solution::*;

use futures::{Stream, StreamExt as _};

pub async fn summary(scores: impl Stream<Item = f64>) -> Option<Summary> {
    let mut scores = std::pin::pin!(scores);
    let first = scores.next().await?;
    let (count, sum, min, max) = scores
        .fold((0, 0.0, first, first), |(count, sum, min, max), score| async move {
            (count + 1, sum + score, score.min(min), score.max(max))
        })
        .await;
    Some(Summary { count, mean: sum / count as f64, min, max })
}
