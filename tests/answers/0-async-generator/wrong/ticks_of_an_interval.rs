//! Fails: async_generator::begins_each_second_when_the_number_is_asked_for
//! Says: an `interval` counts from the previous tick
//! Ticks that go on while nobody asks.

use std::time::Duration;

pub use solution::*;

use async_stream::stream;
use futures::Stream;
use tokio::time::interval;

pub fn async_generator() -> impl Stream<Item = f64> {
    stream! {
        let mut ticks = interval(Duration::from_secs(1));
        // The first tick comes at once.
        ticks.tick().await;
        for _ in 0..10 {
            ticks.tick().await;
            yield rand::random_range(0.0..10.0);
        }
    }
}
