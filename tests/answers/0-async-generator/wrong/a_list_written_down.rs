//! Fails: async_generator::draws_evenly_from_0_to_10
//! Says: every stream gives the same numbers
//! Ten numbers that look random.

use std::time::Duration;

pub use solution::*;

use async_stream::stream;
use futures::Stream;
use tokio::time::sleep;

pub fn async_generator() -> impl Stream<Item = f64> {
    stream! {
        for number in [4.2, 7.1, 0.9, 9.3, 2.8, 5.5, 1.6, 8.4, 3.7, 6.2] {
            sleep(Duration::from_secs(1)).await;
            yield number;
        }
    }
}
