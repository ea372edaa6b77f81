//! Fails: async_generator::waits_one_second_before_each_of_ten_numbers
//! Says: the thread is blocked, as by `std::thread::sleep`
//! Others get one turn, and then the thread is blocked all the same.

use std::time::Duration;

pub use solution::*;

use async_stream::stream;
use futures::Stream;

pub fn async_generator() -> impl Stream<Item = f64> {
    stream! {
        for _ in 0..10 {
            tokio::task::yield_now().await;
            std::thread::sleep(Duration::from_secs(1));
            yield rand::random_range(0.0..10.0);
        }
    }
}
