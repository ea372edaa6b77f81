//! Fails: async_generator::draws_evenly_from_0_to_10
//! Says: the range of a number depends on its place
//! Each number from its own tenth: even as a whole, but not one by one.

use std::time::Duration;

pub use solution::*;

use async_stream::stream;
use futures::Stream;
use tokio::time::sleep;

pub fn async_generator() -> impl Stream<Item = f64> {
    stream! {
        for place in 0..10 {
            sleep(Duration::from_secs(1)).await;
            yield f64::from(place) + rand::random::<f64>();
        }
    }
}
