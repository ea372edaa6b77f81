//! Task: async_generator
//! An `interval` that is reset whenever a number is asked for.

use std::time::Duration;

pub use solution::*;

use async_stream::stream;
use futures::Stream;
use tokio::time::interval;

pub fn async_generator() -> impl Stream<Item = f64> {
    stream! {
        let mut ticks = interval(Duration::from_secs(1));
        for _ in 0..10 {
            ticks.reset();
            ticks.tick().await;
            yield rand::random_range(0.0..10.0);
        }
    }
}
