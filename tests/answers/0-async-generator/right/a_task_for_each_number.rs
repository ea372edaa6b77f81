//! Task: async_generator
//! A spawned task for each number, in a `JoinSet` that ends it when the stream is dropped.

use std::time::Duration;

pub use solution::*;

use async_stream::stream;
use futures::Stream;
use tokio::task::JoinSet;
use tokio::time::sleep;

pub fn async_generator() -> impl Stream<Item = f64> {
    stream! {
        for _ in 0..10 {
            let mut tasks = JoinSet::new();
            tasks.spawn(async {
                sleep(Duration::from_secs(1)).await;
                rand::random_range(0.0..10.0)
            });
            if let Some(Ok(number)) = tasks.join_next().await {
                yield number;
            }
        }
    }
}
