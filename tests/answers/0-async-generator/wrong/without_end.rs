//! Fails: async_generator::waits_one_second_before_each_of_ten_numbers
//! Says: there are too many rounds, or the stream never ends
//! A `loop` without an exit.

use std::time::Duration;

pub use solution::*;

use async_stream::stream;
use futures::Stream;
use tokio::time::sleep;

pub fn async_generator() -> impl Stream<Item = f64> {
    stream! {
        loop {
            sleep(Duration::from_secs(1)).await;
            yield rand::random_range(0.0..10.0);
        }
    }
}
