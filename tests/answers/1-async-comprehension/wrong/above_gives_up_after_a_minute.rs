//! Fails: above::reads_the_stream_to_its_end
//! Says: it gives up when an item takes long
//! It ends if a number takes longer than a minute.

pub use solution::*;

use std::time::Duration;

use futures::{Stream, StreamExt as _, stream};
use tokio::time::timeout;

pub async fn above(numbers: impl Stream<Item = f64>, threshold: f64) -> Vec<f64> {
    let numbers = stream::unfold(Box::pin(numbers), async |mut numbers| {
        let number = timeout(Duration::from_secs(60), numbers.next()).await.ok()??;
        Some((number, numbers))
    });
    solution::above(numbers, threshold).await
}
