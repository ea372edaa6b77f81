//! Fails: sum_collected::collected_needs_memory_for_every_number
//! Says: holds all numbers at once
//! Each chunk is a list, but there is never more than one.

pub use solution::*;

use futures::{Stream, StreamExt as _};

pub async fn sum_collected(numbers: impl Stream<Item = f64>) -> f64 {
    let mut chunks = std::pin::pin!(numbers.chunks(1000));
    let mut sum = 0.0;
    while let Some(chunk) = chunks.next().await {
        sum += chunk.iter().sum::<f64>();
    }
    sum
}
