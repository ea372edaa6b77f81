//! Fails: async_generator::draws_evenly_from_0_to_10
//! Says: the range is not `0.0..10.0`
//! A range that is too high by one.

use std::time::Duration;

pub use solution::*;

use async_stream::stream;
use futures::Stream;
use tokio::time::sleep;

pub fn async_generator() -> impl Stream<Item = f64> {
    stream! {
        for _ in 0..10 {
            sleep(Duration::from_secs(1)).await;
            yield rand::random_range(1.0..11.0);
        }
    }
}
