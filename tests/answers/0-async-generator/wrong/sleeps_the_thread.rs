//! Fails: async_generator::waits_one_second_before_each_of_ten_numbers
//! Says: the thread is blocked, as by `std::thread::sleep`
//! `std::thread::sleep` where the one of tokio is meant.

use std::time::Duration;

pub use solution::*;

use async_stream::stream;
use futures::Stream;

pub fn async_generator() -> impl Stream<Item = f64> {
    stream! {
        for _ in 0..10 {
            std::thread::sleep(Duration::from_secs(1));
            yield rand::random_range(0.0..10.0);
        }
    }
}
