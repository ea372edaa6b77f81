//! Fails: async_comprehension::leaves_the_numbers_in_their_order
//! Says: they are sorted, the largest first
//! The best scores first, but nobody asked for it.

pub use solution::*;

use async_generator::async_generator;
use futures::StreamExt as _;

pub async fn async_comprehension() -> Vec<f64> {
    let mut numbers: Vec<f64> = async_generator().collect().await;
    numbers.sort_by(|one, other| other.total_cmp(one));
    numbers
}
