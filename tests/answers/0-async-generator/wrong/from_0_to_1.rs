//! Fails: async_generator::draws_evenly_from_0_to_10
//! Says: the numbers are drawn from 0 to 1
//! The factor of ten is missing.

use std::time::Duration;

pub use solution::*;

use async_stream::stream;
use futures::Stream;
use tokio::time::sleep;

pub fn async_generator() -> impl Stream<Item = f64> {
    stream! {
        for _ in 0..10 {
            sleep(Duration::from_secs(1)).await;
            yield rand::random::<f64>();
        }
    }
}
