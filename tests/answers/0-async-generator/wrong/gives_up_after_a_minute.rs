//! Fails: running_mean::waits_however_long_a_number_takes
//! Says: it gives up
//! It ends if a number takes longer than a minute.

use std::pin::pin;
use std::time::Duration;

pub use solution::*;

use async_stream::stream;
use futures::{Stream, StreamExt};
use tokio::time::timeout;

pub fn running_mean(numbers: impl Stream<Item = f64>) -> impl Stream<Item = f64> {
    stream! {
        let mut numbers = pin!(numbers);
        let (mut sum, mut count) = (0.0, 0.0);
        while let Ok(Some(number)) = timeout(Duration::from_secs(60), numbers.next()).await {
            sum += number;
            count += 1.0;
            yield sum / count;
        }
    }
}
