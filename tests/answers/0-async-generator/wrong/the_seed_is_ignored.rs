//! Fails: seeded::equal_seeds_give_equal_numbers
//! Says: not only the seed decides
//! The generator of the thread, as in `async_generator`.

use std::time::Duration;

pub use solution::*;

use async_stream::stream;
use futures::Stream;
use tokio::time::sleep;

pub fn seeded(_seed: u64) -> impl Stream<Item = f64> {
    stream! {
        for _ in 0..10 {
            sleep(Duration::from_secs(1)).await;
            yield rand::random_range(0.0..10.0);
        }
    }
}
