//! Fails: async_comprehension::collects_ten_numbers_from_0_to_10
//! Says: more is collected than one generator gives
//! One generator after another.

pub use solution::*;

use async_generator::async_generator;
use futures::StreamExt as _;

pub async fn async_comprehension() -> Vec<f64> {
    async_generator().chain(async_generator()).collect().await
}
