//! Fails: above::reads_the_stream_to_its_end
//! Says: the stream is not read, or not to its end
//! It takes as many as in an example.

pub use solution::*;

use futures::{Stream, StreamExt as _, future};

pub async fn above(numbers: impl Stream<Item = f64>, threshold: f64) -> Vec<f64> {
    numbers.filter(|number| future::ready(*number > threshold)).take(1).collect().await
}
