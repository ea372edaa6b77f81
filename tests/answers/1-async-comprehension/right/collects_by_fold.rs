//! Task: async_comprehension
//! A fold whose state is the list.

pub use solution::*;

use async_generator::async_generator;
use futures::StreamExt as _;

pub async fn async_comprehension() -> Vec<f64> {
    async_generator()
        .fold(Vec::new(), |mut numbers, number| async move {
            numbers.push(number);
            numbers
        })
        .await
}
