//! Fails: above::reads_the_stream_to_its_end
//! Says: as with a `timeout`
//! Stops if no number comes for a hundred days.

pub use solution::*;

use futures::{Stream, StreamExt};

pub async fn above(numbers: impl Stream<Item = f64>, threshold: f64) -> Vec<f64> {
    let (mut numbers, mut kept) = (std::pin::pin!(numbers), Vec::new());
    let longest = std::time::Duration::from_secs(100 * 86_400);
    while let Ok(Some(number)) = tokio::time::timeout(longest, numbers.next()).await {
        if number > threshold {
            kept.push(number);
        }
    }
    kept
}
