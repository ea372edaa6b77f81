//! Fails: async_generator::waits_one_second_before_each_of_ten_numbers
//! Says: Cannot start a runtime from within a runtime
//! A runtime is entered for each sleep, within the runtime.

use std::time::Duration;

pub use solution::*;

use async_stream::stream;
use futures::Stream;
use tokio::runtime::Handle;
use tokio::time::sleep;

pub fn async_generator() -> impl Stream<Item = f64> {
    stream! {
        for _ in 0..10 {
            Handle::current().block_on(sleep(Duration::from_secs(1)));
            yield rand::random_range(0.0..10.0);
        }
    }
}
