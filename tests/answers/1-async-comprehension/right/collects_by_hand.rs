//! Task: async_comprehension
//! A loop over `next`, as in Python.

pub use solution::*;

use async_generator::async_generator;
use futures::StreamExt as _;

pub async fn async_comprehension() -> Vec<f64> {
    let mut numbers = Vec::new();
    let mut stream = std::pin::pin!(async_generator());
    while let Some(number) = stream.next().await {
        numbers.push(number);
    }
    numbers
}
