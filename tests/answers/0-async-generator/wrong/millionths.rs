//! Fails: async_generator::draws_evenly_from_0_to_10
//! Says: numbers are rounded, made from whole ones, or taken from a list
//! Whole millionths are drawn, as by a generator that has only integers.

use std::time::Duration;

pub use solution::*;

use async_stream::stream;
use futures::Stream;
use tokio::time::sleep;

pub fn async_generator() -> impl Stream<Item = f64> {
    stream! {
        for _ in 0..10 {
            sleep(Duration::from_secs(1)).await;
            yield f64::from(rand::random_range(0..10_000_000)) / 1e6;
        }
    }
}
