//! Fails: summary::gives_count_mean_smallest_and_largest
//! Says: the mean is the sum
//! Nothing is divided.

pub use solution::*;

use futures::Stream;

pub async fn summary(scores: impl Stream<Item = f64>) -> Option<Summary> {
    let summary = solution::summary(scores).await?;
    Some(Summary { mean: summary.mean * summary.count as f64, ..summary })
}
