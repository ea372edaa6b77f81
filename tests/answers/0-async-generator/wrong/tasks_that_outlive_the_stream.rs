//! Fails: async_generator::can_be_given_up_and_dropped
//! Says: dropping a `JoinHandle` lets its task go on
//! A spawned task for each number, which goes on when the stream is dropped.

use std::time::Duration;

pub use solution::*;

use async_stream::stream;
use futures::Stream;
use tokio::time::sleep;

pub fn async_generator() -> impl Stream<Item = f64> {
    stream! {
        for _ in 0..10 {
            let number = tokio::spawn(async {
                sleep(Duration::from_secs(1)).await;
                rand::random_range(0.0..10.0)
            });
            if let Ok(number) = number.await {
                yield number;
            }
        }
    }
}
