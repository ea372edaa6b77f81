//! Fails: sum_collected::collected_needs_memory_for_every_number
//! Says: it does not collect
//! Better, but then there is nothing to compare.

pub use solution::*;

use futures::{Stream, StreamExt as _};

pub async fn sum_collected(numbers: impl Stream<Item = f64>) -> f64 {
    numbers.fold(0.0, async |sum, number| sum + number).await
}
