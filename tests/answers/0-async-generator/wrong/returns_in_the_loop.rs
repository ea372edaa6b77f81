//! Fails: async_generator::waits_one_second_before_each_of_ten_numbers
//! Says: the stream ends with its first number, as with a `return`
//! The first number ends the stream.

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
