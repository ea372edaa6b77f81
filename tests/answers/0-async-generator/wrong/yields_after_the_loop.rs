//! Fails: async_generator::waits_one_second_before_each_of_ten_numbers
//! Says: the `yield` is after the loop, not in it
//! Ten waits, and the last number only.

use std::time::Duration;

pub use solution::*;

use async_stream::stream;
use futures::Stream;
use tokio::time::sleep;

pub fn async_generator() -> impl Stream<Item = f64> {
    stream! {
        let mut number = 0.0;
        for _ in 0..10 {
            sleep(Duration::from_secs(1)).await;
            number = rand::random_range(0.0..10.0);
        }
        yield number;
    }
}
