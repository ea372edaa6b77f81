//! Fails: async_comprehension::leaves_the_numbers_in_their_order
//! Says: they are sorted, the smallest first
//! Sorted as a list often is, but nobody asked for it.

pub use solution::*;

use async_generator::async_generator;
use futures::StreamExt as _;

pub async fn async_comprehension() -> Vec<f64> {
    let mut numbers: Vec<f64> = async_generator().collect().await;
    numbers.sort_by(f64::total_cmp);
    numbers
}
