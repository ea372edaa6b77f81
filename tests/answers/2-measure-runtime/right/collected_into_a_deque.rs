//! Task: sum_collected
//! Another collection, which is emptied from its end.

pub use solution::*;

use std::collections::VecDeque;

use futures::{Stream, StreamExt as _};

pub async fn sum_collected(numbers: impl Stream<Item = f64>) -> f64 {
    let mut numbers: VecDeque<f64> = numbers.collect().await;
    let mut sum = 0.0;
    while let Some(number) = numbers.pop_back() {
        sum += number;
    }
    sum
}
