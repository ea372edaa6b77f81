//! Fails: above::keeps_what_is_greater_in_its_order
//! Says: numbers are kept that are not above
//! Everything is kept from the first number that fits.

pub use solution::*;

use futures::{Stream, StreamExt as _, future};

pub async fn above(numbers: impl Stream<Item = f64>, threshold: f64) -> Vec<f64> {
    numbers.skip_while(|number| future::ready(*number <= threshold)).collect().await
}
