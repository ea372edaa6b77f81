//! Fails: summary::gives_count_mean_smallest_and_largest
//! Says: a score is kept that is not the smallest, or not the largest
//! Nothing is compared.

pub use solution::*;

use futures::{Stream, StreamExt as _};

pub async fn summary(scores: impl Stream<Item = f64>) -> Option<Summary> {
    let mut scores = std::pin::pin!(scores);
    let first = scores.next().await?;
    let (mut count, mut sum, mut min, mut max) = (1, first, first, first);
    while let Some(score) = scores.next().await {
        count += 1;
        sum += score;
        min = score;
        max = score.max(max);
    }
    Some(Summary { count, mean: sum / count as f64, min, max })
}
