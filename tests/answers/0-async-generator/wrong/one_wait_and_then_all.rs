//! Fails: async_generator::begins_each_second_when_the_number_is_asked_for
//! Says: only the first number is waited for
//! The sleep is not in the loop.

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
