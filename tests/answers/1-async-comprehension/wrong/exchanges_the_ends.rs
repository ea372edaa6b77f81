//! Fails: summary::gives_count_mean_smallest_and_largest
//! Says: smallest and largest are swapped
//! `min` and `max` in the wrong order.

pub use solution::*;

use futures::Stream;

pub async fn summary(scores: impl Stream<Item = f64>) -> Option<Summary> {
    let summary = solution::summary(scores).await?;
    Some(Summary { min: summary.max, max: summary.min, ..summary })
}
