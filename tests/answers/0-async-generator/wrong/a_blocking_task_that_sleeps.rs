//! Fails: async_generator::waits_one_second_before_each_of_ten_numbers
//! Says: real clock
//! A thread for blocking work sleeps for the stream, on the real clock.

use std::time::Duration;

pub use solution::*;

use async_stream::stream;
use futures::Stream;

pub fn async_generator() -> impl Stream<Item = f64> {
    stream! {
        for _ in 0..10 {
            let _ = tokio::task::spawn_blocking(|| std::thread::sleep(Duration::from_secs(1))).await;
            yield rand::random_range(0.0..10.0);
        }
    }
}
