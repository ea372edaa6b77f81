//! Task: seeded
//! All ten numbers are drawn at the first poll, and given one by one.

use std::time::Duration;

pub use solution::*;

use async_stream::stream;
use futures::Stream;
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};
use tokio::time::sleep;

pub fn seeded(seed: u64) -> impl Stream<Item = f64> {
    stream! {
        let mut rng = StdRng::seed_from_u64(seed);
        let numbers: [f64; 10] = std::array::from_fn(|_| rng.random_range(0.0..10.0));
        for number in numbers {
            sleep(Duration::from_secs(1)).await;
            yield number;
        }
    }
}
