//! Fails: async_generator::begins_each_second_when_the_number_is_asked_for
//! Says: each number takes 2 s instead of 1 s
//! A second too many for each number.

use std::time::Duration;

pub use solution::*;

use async_stream::stream;
use futures::Stream;
use tokio::time::sleep;

pub fn async_generator() -> impl Stream<Item = f64> {
    stream! {
        for _ in 0..10 {
            sleep(Duration::from_millis(2000)).await;
            yield rand::random_range(0.0..10.0);
        }
    }
}
