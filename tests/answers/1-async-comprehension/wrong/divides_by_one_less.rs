//! Fails: summary::gives_count_mean_smallest_and_largest
//! Says: the sum is divided by a number other than the count
//! What statistics do for a variance.

pub use solution::*;

use futures::Stream;

pub async fn summary(scores: impl Stream<Item = f64>) -> Option<Summary> {
    let summary = solution::summary(scores).await?;
    let sum = summary.mean * summary.count as f64;
    Some(Summary { mean: sum / (summary.count as f64 - 1.0), ..summary })
}
