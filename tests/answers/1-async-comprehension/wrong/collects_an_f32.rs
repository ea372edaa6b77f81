//! Fails: async_comprehension::collects_ten_numbers_from_0_to_10
//! Says: they go through an `f32`
//! The numbers lose half of their digits.

pub use solution::*;

use async_generator::async_generator;
use futures::StreamExt as _;

pub async fn async_comprehension() -> Vec<f64> {
    async_generator().map(|number| f64::from(number as f32)).collect().await
}
