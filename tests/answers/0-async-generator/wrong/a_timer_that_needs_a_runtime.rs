//! Fails: async_generator::can_be_made_outside_of_a_runtime
//! Says: inside of the stream
//! The timer is made with the stream, and set at the first poll.

use std::time::Duration;

pub use solution::*;

use async_stream::stream;
use futures::Stream;
use tokio::time::sleep;

pub fn async_generator() -> impl Stream<Item = f64> {
    let mut timer = Box::pin(sleep(Duration::ZERO));
    stream! {
        for _ in 0..10 {
            timer.as_mut().reset(tokio::time::Instant::now() + Duration::from_secs(1));
            timer.as_mut().await;
            yield rand::random_range(0.0..10.0);
        }
    }
}
