//! Fails: async_generator::can_be_given_up_and_dropped
//! Says: there was no number 2
//! Nothing is left to be given up after the first number.

use std::time::Duration;

pub use solution::*;

use async_stream::stream;
use futures::Stream;
use tokio::time::sleep;

pub fn async_generator() -> impl Stream<Item = f64> {
    stream! {
        for _ in 0..10 {
            sleep(Duration::from_secs(1)).await;
            yield rand::random_range(0.0..10.0);
            return;
        }
    }
}
