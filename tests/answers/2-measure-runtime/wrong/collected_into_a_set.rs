//! Fails: sum_collected::keeps_all_digits
//! Says: equal numbers are counted once
//! A set in place of a list.

pub use solution::*;

use std::collections::BTreeSet;

use futures::{Stream, StreamExt as _};

pub async fn sum_collected(numbers: impl Stream<Item = f64>) -> f64 {
    let numbers: BTreeSet<u64> = numbers.map(f64::to_bits).collect().await;
    numbers.into_iter().map(f64::from_bits).sum()
}
