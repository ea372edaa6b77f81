//! Fails: async_generator::draws_evenly_from_0_to_10
//! Says: each stream gives one number ten times
//! The number is drawn when the stream is made, and given ten times.

use std::time::Duration;

pub use solution::*;

use async_stream::stream;
use futures::Stream;
use tokio::time::sleep;

pub fn async_generator() -> impl Stream<Item = f64> {
    let number = rand::random_range(0.0..10.0);
    stream! {
        for _ in 0..10 {
            sleep(Duration::from_secs(1)).await;
            yield number;
        }
    }
}
