//! Task: sum_collected
//! It collects into chunks, and adds the sums of the chunks.

pub use solution::*;

use futures::{Stream, StreamExt as _};

pub async fn sum_collected(numbers: impl Stream<Item = f64>) -> f64 {
    let chunks: Vec<Vec<f64>> = numbers.chunks(100).collect().await;
    chunks.iter().map(|chunk| chunk.iter().sum::<f64>()).sum()
}
