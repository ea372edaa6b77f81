//! Fails: running_mean::waits_however_long_a_number_takes
//! Says: it gives up if a number takes long
//! Ends if no number comes for a hundred days.

pub use solution::*;

use std::time::Duration;

use futures::{Stream, StreamExt};

pub fn running_mean(numbers: impl Stream<Item = f64>) -> impl Stream<Item = f64> {
    async_stream::stream! {
        let mut numbers = std::pin::pin!(numbers);
        let (mut sum, mut count) = (0.0_f64, 0.0);
        while let Ok(Some(number)) = tokio::time::timeout(Duration::from_secs(100 * 86400), numbers.next()).await {
            sum += number;
            count += 1.0;
            yield sum / count;
        }
    }
}
