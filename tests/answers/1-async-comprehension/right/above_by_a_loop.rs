//! Task: above
//! A loop and an `if`.

pub use solution::*;

use futures::{Stream, StreamExt as _};

pub async fn above(numbers: impl Stream<Item = f64>, threshold: f64) -> Vec<f64> {
    let mut numbers = std::pin::pin!(numbers);
    let mut above = vec![];
    while let Some(number) = numbers.next().await {
        if number > threshold {
            above.push(number);
        }
    }
    above
}
