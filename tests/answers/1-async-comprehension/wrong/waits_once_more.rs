//! Fails: async_comprehension::takes_ten_seconds
//! Says: it waits for more than this one stream
//! It sleeps for each number, although the generator already does.

pub use solution::*;

use async_generator::async_generator;
use futures::StreamExt as _;
use std::time::Duration;

pub async fn async_comprehension() -> Vec<f64> {
    async_generator()
        .then(|number| async move {
            tokio::time::sleep(Duration::from_secs(1)).await;
            number
        })
        .collect()
        .await
}
