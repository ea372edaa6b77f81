//! Task: above
//! What is kept is the larger one of the two, and not the threshold. (`max` ignores a NaN.)

pub use solution::*;

use futures::{Stream, StreamExt as _, future};

pub async fn above(numbers: impl Stream<Item = f64>, threshold: f64) -> Vec<f64> {
    numbers
        .fold(Vec::new(), |mut kept, number| {
            if number.max(threshold) > threshold {
                kept.push(number);
            }
            future::ready(kept)
        })
        .await
}
