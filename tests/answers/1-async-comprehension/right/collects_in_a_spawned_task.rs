//! Task: async_comprehension
//! The collecting runs in a task of its own.

pub use solution::*;

use async_generator::async_generator;
use futures::StreamExt as _;

pub async fn async_comprehension() -> Vec<f64> {
    tokio::spawn(async_generator().collect::<Vec<f64>>()).await.expect("collecting does not panic")
}
