//! Fails: summary::gives_count_mean_smallest_and_largest
//! Says: the midpoint of smallest and largest
//! The midpoint of smallest and largest is not the mean.

pub use solution::*;

use futures::{Stream, StreamExt as _};

pub async fn summary(scores: impl Stream<Item = f64>) -> Option<Summary> {
    let begin = (0, f64::INFINITY, f64::NEG_INFINITY);
    let (count, min, max) =
        scores.fold(begin, |(count, min, max), score| async move { (count + 1, score.min(min), score.max(max)) }).await;
    (count > 0).then(|| Summary { count, mean: f64::midpoint(min, max), min, max })
}
