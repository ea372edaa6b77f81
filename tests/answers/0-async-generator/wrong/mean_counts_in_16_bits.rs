//! Fails: running_mean::stays_accurate_over_ten_thousand_numbers
//! Says: each mean is off by less than a billionth
//! Counts in 16 bits.

pub use solution::*;

use futures::{Stream, StreamExt};

pub fn running_mean(numbers: impl Stream<Item = f64>) -> impl Stream<Item = f64> {
    async_stream::stream! {
        let (mut sum, mut count) = (0.0, 0u16);
        for await number in numbers {
            sum += number;
            count = count.wrapping_add(1);
            yield sum / f64::from(count);
        }
    }
}
