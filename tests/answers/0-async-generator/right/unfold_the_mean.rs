//! Task: running_mean
//! `unfold`, with the numbers themselves in the state.

pub use solution::*;

use futures::{Stream, StreamExt, stream};

pub fn running_mean(numbers: impl Stream<Item = f64>) -> impl Stream<Item = f64> {
    stream::unfold((Box::pin(numbers), 0.0, 0.0), async |(mut numbers, count, mean)| {
        let number = numbers.next().await?;
        let count = count + 1.0;
        let mean = mean + (number - mean) / count;
        Some((mean, (numbers, count, mean)))
    })
}
