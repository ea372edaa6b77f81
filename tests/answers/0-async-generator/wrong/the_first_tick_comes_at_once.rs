//! Fails: async_generator::waits_one_second_before_each_of_ten_numbers
//! Says: as with an `interval`, whose first tick comes at once
//! An `interval`, whose first tick is ready at once.

use std::time::Duration;

pub use solution::*;

use async_stream::stream;
use futures::Stream;
use tokio::time::interval;

pub fn async_generator() -> impl Stream<Item = f64> {
    stream! {
        let mut ticks = interval(Duration::from_secs(1));
        for _ in 0..10 {
            ticks.tick().await;
            yield rand::random_range(0.0..10.0);
        }
    }
}
