//! Fails: async_generator::waits_one_second_before_each_of_ten_numbers
//! Says: the sleep is before the loop, not in it
//! One second, and then all numbers.

use std::time::Duration;

pub use solution::*;

use async_stream::stream;
use futures::Stream;
use tokio::time::sleep;

pub fn async_generator() -> impl Stream<Item = f64> {
    stream! {
        sleep(Duration::from_secs(1)).await;
        for _ in 0..10 {
            yield rand::random_range(0.0..10.0);
        }
    }
}
