//! Fails: sum_streamed::reads_the_stream_to_its_end
//! Says: given up, as with a `timeout`
//! A number that takes longer than a minute is not waited for.

pub use solution::*;

use std::pin::pin;
use std::time::Duration;

use futures::{Stream, StreamExt as _};
use tokio::time::timeout;

pub async fn sum_streamed(numbers: impl Stream<Item = f64>) -> f64 {
    let (mut numbers, mut sum) = (pin!(numbers), 0.0);
    while let Ok(Some(number)) = timeout(Duration::from_secs(60), numbers.next()).await {
        sum += number;
    }
    sum
}
