//! Fails: running_mean::gives_the_mean_of_all_numbers_so_far
//! Says: one mean is given at the end
//! The mean of a list, as `statistics.mean` gives it.

pub use solution::*;

use async_stream::stream;
use futures::{Stream, StreamExt};

pub fn running_mean(numbers: impl Stream<Item = f64>) -> impl Stream<Item = f64> {
    stream! {
        let numbers: Vec<f64> = numbers.collect().await;
        if !numbers.is_empty() {
            yield numbers.iter().sum::<f64>() / numbers.len() as f64;
        }
    }
}
