//! Fails: running_mean::pulls_one_number_for_each_mean
//! Says: it pulls ahead
//! For speed it takes up to 16 numbers at once if they are ready.

pub use solution::*;

use futures::{Stream, StreamExt as _, stream};

pub fn running_mean(numbers: impl Stream<Item = f64>) -> impl Stream<Item = f64> {
    let mut sum = 0.0f64;
    let mut count = 0.0f64;
    numbers.ready_chunks(16).flat_map(move |chunk| {
        let mut means = Vec::with_capacity(chunk.len());
        for number in chunk {
            sum += number;
            count += 1.0;
            means.push(sum / count);
        }
        stream::iter(means)
    })
}
