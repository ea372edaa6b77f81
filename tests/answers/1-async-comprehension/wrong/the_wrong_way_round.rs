//! Fails: above::keeps_what_is_greater_in_its_order
//! Says: the condition is the wrong way round
//! It keeps what is smaller.

pub use solution::*;

use futures::{Stream, StreamExt as _, future};

pub async fn above(numbers: impl Stream<Item = f64>, threshold: f64) -> Vec<f64> {
    numbers.filter(|number| future::ready(*number < threshold)).collect().await
}
