//! Fails: above::keeps_what_is_greater_in_its_order
//! Says: only one is kept, and the order is lost
//! As a set would have them.

pub use solution::*;

use futures::{Stream, StreamExt as _, future};

pub async fn above(numbers: impl Stream<Item = f64>, threshold: f64) -> Vec<f64> {
    let mut above: Vec<f64> = numbers.filter(|number| future::ready(*number > threshold)).collect().await;
    above.sort_by(f64::total_cmp);
    above.dedup();
    above
}
