//! Task: sum_streamed
//! A running sum, of which the last one is taken.

pub use solution::*;

use futures::{Stream, StreamExt as _, future};

pub async fn sum_streamed(numbers: impl Stream<Item = f64>) -> f64 {
    numbers
        .scan(0.0, |sum, number| {
            *sum += number;
            future::ready(Some(*sum))
        })
        .fold(0.0, |_, last| future::ready(last))
        .await
}
