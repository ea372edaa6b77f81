//! Fails: above::keeps_what_is_greater_in_its_order
//! Says: of equal numbers only one is kept
//! A number that follows its equal is left out.

pub use solution::*;

use futures::{Stream, StreamExt as _, future};

pub async fn above(numbers: impl Stream<Item = f64>, threshold: f64) -> Vec<f64> {
    let mut above: Vec<f64> = numbers.filter(|number| future::ready(*number > threshold)).collect().await;
    above.dedup();
    above
}
