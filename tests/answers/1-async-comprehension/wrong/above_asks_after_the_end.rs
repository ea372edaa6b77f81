//! Fails: above::reads_the_stream_to_its_end
//! Says: again after its end
//! The stream is asked once more after its end.

pub use solution::*;

use std::pin::pin;

use futures::{Stream, StreamExt as _};

pub async fn above(numbers: impl Stream<Item = f64>, threshold: f64) -> Vec<f64> {
    let mut numbers = pin!(numbers);
    let mut kept = Vec::new();
    let mut ends = 0;
    while ends < 2 {
        match numbers.next().await {
            Some(number) if number > threshold => kept.push(number),
            Some(_) => {}
            None => ends += 1,
        }
    }
    kept
}
