//! Fails: async_generator::can_be_given_up_and_dropped
//! Says: the wait takes 0.7 s instead of 1 s
//! A wait that is too short.

use std::time::Duration;

pub use solution::*;

use async_stream::stream;
use futures::Stream;
use tokio::time::sleep;

pub fn async_generator() -> impl Stream<Item = f64> {
    stream! {
        for _ in 0..10 {
            sleep(Duration::from_millis(700)).await;
            yield rand::random_range(0.0..10.0);
        }
    }
}
