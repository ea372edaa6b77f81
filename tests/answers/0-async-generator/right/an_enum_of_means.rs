//! Task: running_mean
//! An enum as the state, and the mean weighted anew in each step.

pub use solution::*;

use futures::stream::unfold;
use futures::{Stream, StreamExt};

enum Means<S> {
    Ready(S),
    Counted(S, f64, f64),
}

pub fn running_mean(numbers: impl Stream<Item = f64>) -> impl Stream<Item = f64> {
    unfold(Means::Ready(Box::pin(numbers)), async |means| {
        let (mut numbers, count, mean) = match means {
            Means::Ready(numbers) => (numbers, 0.0, 0.0),
            Means::Counted(numbers, count, mean) => (numbers, count, mean),
        };
        let number = numbers.next().await?;
        let count = count + 1.0;
        let mean = mean * ((count - 1.0) / count) + number / count;
        Some((mean, Means::Counted(numbers, count, mean)))
    })
}
