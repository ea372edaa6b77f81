//! Fails: running_mean::waits_while_the_numbers_wait
//! Says: nothing is given before the numbers end
//! The first mean waits for the last number.

use std::pin::pin;

pub use solution::*;

use async_stream::stream;
use futures::{Stream, StreamExt};

pub fn running_mean(numbers: impl Stream<Item = f64>) -> impl Stream<Item = f64> {
    stream! {
        let mut means = pin!(solution::running_mean(numbers));
        let mut all = Vec::new();
        while let Some(mean) = means.next().await {
            all.push(mean);
        }
        for mean in all {
            yield mean;
        }
    }
}
