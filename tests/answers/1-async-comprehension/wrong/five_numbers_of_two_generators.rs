//! Fails: async_comprehension::collects_ten_numbers_from_0_to_10
//! Says: numbers of several generators are put together
//! Five numbers of each of two generators.

pub use solution::*;

use async_generator::async_generator;
use futures::StreamExt;

pub async fn async_comprehension() -> Vec<f64> {
    async_generator().take(5).chain(async_generator().take(5)).collect().await
}
