//! Fails: async_generator::waits_one_second_before_each_of_ten_numbers
//! Says: each number takes 0.001 s instead of 1 s
//! A thousandth of what is asked for.

use std::time::Duration;

pub use solution::*;

use async_stream::stream;
use futures::Stream;
use tokio::time::sleep;

pub fn async_generator() -> impl Stream<Item = f64> {
    stream! {
        for _ in 0..10 {
            sleep(Duration::from_millis(1)).await;
            yield rand::random_range(0.0..10.0);
        }
    }
}
