//! Fails: above::keeps_what_is_greater_in_its_order
//! Says: `take_while` is not `filter`
//! It ends at the first number that is too small.

pub use solution::*;

use futures::{Stream, StreamExt as _, future};

pub async fn above(numbers: impl Stream<Item = f64>, threshold: f64) -> Vec<f64> {
    numbers.take_while(|number| future::ready(*number > threshold)).collect().await
}
