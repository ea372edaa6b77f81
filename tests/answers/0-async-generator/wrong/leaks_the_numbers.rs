//! Fails: running_mean::drops_the_numbers_when_it_is_dropped
//! Says: `numbers` is leaked
//! A leak pins the numbers, but keeps them for ever.

pub use solution::*;

use async_stream::stream;
use futures::{Stream, StreamExt};

pub fn running_mean(numbers: impl Stream<Item = f64>) -> impl Stream<Item = f64> {
    stream! {
        let numbers = Box::leak(Box::new(Box::pin(numbers)));
        let (mut sum, mut count) = (0.0, 0.0);
        while let Some(number) = numbers.next().await {
            sum += number;
            count += 1.0;
            yield sum / count;
        }
    }
}
