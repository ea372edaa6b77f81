//! Fails: async_generator::begins_each_second_when_the_number_is_asked_for
//! Says: there is no wait before the first number
//! The waits are between the numbers.

use std::time::Duration;

pub use solution::*;

use async_stream::stream;
use futures::Stream;
use tokio::time::sleep;

pub fn async_generator() -> impl Stream<Item = f64> {
    stream! {
        for place in 0..10 {
            if place > 0 {
                sleep(Duration::from_secs(1)).await;
            }
            yield rand::random_range(0.0..10.0);
        }
    }
}
