//! Fails: async_generator::waits_one_second_before_each_of_ten_numbers
//! Says: `0..=10` has eleven
//! A range that includes its end.

use std::time::Duration;

pub use solution::*;

use async_stream::stream;
use futures::Stream;
use tokio::time::sleep;

pub fn async_generator() -> impl Stream<Item = f64> {
    stream! {
        for _ in 0..=10 {
            sleep(Duration::from_secs(1)).await;
            yield rand::random_range(0.0..10.0);
        }
    }
}
