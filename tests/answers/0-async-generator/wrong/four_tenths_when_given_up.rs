//! Fails: async_generator::can_be_given_up_and_dropped
//! Says: its wait is too short, or the timer is not polled
//! A wait that is over at the second call.

use std::time::Duration;

pub use solution::*;

use async_stream::stream;
use futures::Stream;
use tokio::time::sleep;

pub fn async_generator() -> impl Stream<Item = f64> {
    stream! {
        for _ in 0..10 {
            sleep(Duration::from_millis(400)).await;
            yield rand::random_range(0.0..10.0);
        }
    }
}
