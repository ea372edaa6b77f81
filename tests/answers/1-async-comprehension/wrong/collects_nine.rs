//! Fails: async_comprehension::collects_ten_numbers_from_0_to_10
//! Says: not all of them are collected
//! A count of its own, and the wrong one.

pub use solution::*;

use async_generator::async_generator;
use futures::StreamExt as _;

pub async fn async_comprehension() -> Vec<f64> {
    async_generator().take(9).collect().await
}
