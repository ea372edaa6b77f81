//! Fails: above::keeps_what_is_greater_in_its_order
//! Says: it stops before the numbers end
//! As many as in an example.

pub use solution::*;

use futures::{Stream, StreamExt as _, future};

pub async fn above(numbers: impl Stream<Item = f64>, threshold: f64) -> Vec<f64> {
    numbers.filter(|number| future::ready(*number > threshold)).take(4).collect().await
}
