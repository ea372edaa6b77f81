//! Fails: summary::gives_count_mean_smallest_and_largest
//! Says: the count is higher than the number of scores
//! The count begins at one, and is raised for the first score as well.

pub use solution::*;

use futures::Stream;

pub async fn summary(scores: impl Stream<Item = f64>) -> Option<Summary> {
    let summary = solution::summary(scores).await?;
    Some(Summary { count: summary.count + 1, ..summary })
}
