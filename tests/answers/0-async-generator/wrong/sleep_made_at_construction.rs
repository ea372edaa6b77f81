//! Fails: async_generator::does_nothing_before_it_is_polled
//! Says: make the `sleep` inside the stream
//! The first second begins when the stream is made.

use std::time::Duration;

pub use solution::*;

use async_stream::stream;
use futures::Stream;
use tokio::time::sleep;

pub fn async_generator() -> impl Stream<Item = f64> {
    let first = sleep(Duration::from_secs(1));
    stream! {
        first.await;
        yield rand::random_range(0.0..10.0);
        for _ in 1..10 {
            sleep(Duration::from_secs(1)).await;
            yield rand::random_range(0.0..10.0);
        }
    }
}
