//! Task: summary
//! The first score is the beginning of the fold.

pub use solution::*;

use futures::{Stream, StreamExt as _};

pub async fn summary(scores: impl Stream<Item = f64>) -> Option<Summary> {
    let mut scores = std::pin::pin!(scores);
    let first = scores.next().await?;
    let begin = (1, first, first, first);
    let (count, sum, min, max) = scores
        .fold(
            begin,
            |(count, sum, min, max), score| async move { (count + 1, sum + score, score.min(min), score.max(max)) },
        )
        .await;
    Some(Summary { count, mean: sum / count as f64, min, max })
}
