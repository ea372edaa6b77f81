//! Fails: running_mean::waits_while_the_numbers_wait
//! Says: each mean waits for the number after its own
//! It looks for another number before it gives a mean.

use std::pin::pin;

pub use solution::*;

use async_stream::stream;
use futures::{Stream, StreamExt};

pub fn running_mean(numbers: impl Stream<Item = f64>) -> impl Stream<Item = f64> {
    stream! {
        let mut numbers = pin!(numbers.peekable());
        let (mut sum, mut count) = (0.0, 0.0);
        while let Some(number) = numbers.next().await {
            sum += number;
            count += 1.0;
            let _ = numbers.as_mut().peek().await;
            yield sum / count;
        }
    }
}
