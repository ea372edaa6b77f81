//! Fails: async_comprehension::collects_ten_numbers_from_0_to_10
//! Says: or are rounded
//! Rounds each number to twelve decimals.

pub use solution::*;

use futures::StreamExt;

pub async fn async_comprehension() -> Vec<f64> {
    async_generator::async_generator().map(|number| (number * 1e12).round() / 1e12).collect().await
}
