//! Fails: above::keeps_what_is_greater_in_its_order
//! Says: their order is lost
//! Each number is put in front of those before it.

pub use solution::*;

use futures::{Stream, StreamExt as _};

pub async fn above(numbers: impl Stream<Item = f64>, threshold: f64) -> Vec<f64> {
    let mut numbers = std::pin::pin!(numbers);
    let mut above = Vec::new();
    while let Some(number) = numbers.next().await {
        if number > threshold {
            above.insert(0, number);
        }
    }
    above
}
