//! Fails: async_generator::draws_evenly_from_0_to_10
//! Says: numbers are rounded
//! Rounding for display, applied to the number itself.

use std::time::Duration;

pub use solution::*;

use async_stream::stream;
use futures::Stream;
use tokio::time::sleep;

pub fn async_generator() -> impl Stream<Item = f64> {
    stream! {
        for _ in 0..10 {
            sleep(Duration::from_secs(1)).await;
            yield (rand::random_range(0.0_f64..9.99) * 100.0).round() / 100.0;
        }
    }
}
