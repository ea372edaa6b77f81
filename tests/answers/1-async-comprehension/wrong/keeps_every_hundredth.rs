//! Fails: summary::needs_no_more_memory_for_more_scores
//! Says: scores are kept in a list or a buffer
//! Not all of them, but some.

pub use solution::*;

use futures::{Stream, StreamExt as _};

pub async fn summary(scores: impl Stream<Item = f64>) -> Option<Summary> {
    let mut scores = std::pin::pin!(scores);
    let first = scores.next().await?;
    let (mut count, mut sum, mut min, mut max) = (1, first, first, first);
    let mut some = Vec::new();
    while let Some(score) = scores.next().await {
        count += 1;
        sum += score;
        min = score.min(min);
        if count % 100 == 0 {
            some.push(score);
        }
        max = score.max(max);
    }
    Some(Summary { count, mean: sum / count as f64, min, max })
}
