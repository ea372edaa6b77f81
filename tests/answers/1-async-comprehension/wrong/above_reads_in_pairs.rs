//! Fails: above::reads_the_stream_to_its_end
//! Says: does not end with the first
//! Two numbers are read in each turn of the loop. If their count is even, the second one is asked for after the end.

pub use solution::*;

use std::pin::pin;

use futures::{Stream, StreamExt as _};

pub async fn above(numbers: impl Stream<Item = f64>, threshold: f64) -> Vec<f64> {
    let mut numbers = pin!(numbers);
    let mut kept = Vec::new();
    loop {
        let one = numbers.next().await;
        let other = numbers.next().await;
        let more = other.is_some();
        kept.extend([one, other].into_iter().flatten().filter(|number| *number > threshold));
        if !more {
            return kept;
        }
    }
}
