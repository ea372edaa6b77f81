//! Fails: running_mean::holds_for_small_large_opposite_and_equal_numbers
//! Says: zeros at the beginning do not count
//! Does not count zeros after the first as long as there are only zeros.

pub use solution::*;

use futures::{Stream, StreamExt};

pub fn running_mean(numbers: impl Stream<Item = f64>) -> impl Stream<Item = f64> {
    async_stream::stream! {
        let (mut sum, mut count) = (0.0_f64, 0.0);
        let mut numbers = std::pin::pin!(numbers.ready_chunks(1));
        // Numbers that are there at the same time share one mean, if they are a pair of zeros.
        while let Some(chunk) = numbers.next().await {
            for number in chunk {
                if number == 0.0 && sum == 0.0 && count > 0.0 { yield 0.0; continue; }
                sum += number;
                count += 1.0;
                yield sum / count;
            }
        }
    }
}
