//! Task: async_generator
//! Each number comes from a task, which stops when the stream is dropped.

pub use solution::*;

use std::time::Duration;

use futures::Stream;
use tokio::time::Instant;

pub fn async_generator() -> impl Stream<Item = f64> {
    async_stream::stream! {
        let mut tasks = tokio::task::JoinSet::new();
        for _ in 0..10 {
            let until = Instant::now() + Duration::from_secs(1);
            tasks.spawn(async move {
                tokio::time::sleep_until(until).await;
                rand::random_range(0.0..10.0)
            });
            if let Some(Ok(number)) = tasks.join_next().await { yield number; }
        }
    }
}
