//! Task: sum_streamed
//! `for_each` with a variable outside.

pub use solution::*;

use futures::{Stream, StreamExt as _, future};

pub async fn sum_streamed(numbers: impl Stream<Item = f64>) -> f64 {
    let mut sum = 0.0;
    numbers
        .for_each(|number| {
            sum += number;
            future::ready(())
        })
        .await;
    sum
}
