//! Fails: seeded::draws_evenly_from_0_to_10
//! Says: its generator is made again for each number
//! The generator is made in the loop, so every draw is its first.

use std::time::Duration;

pub use solution::*;

use async_stream::stream;
use futures::Stream;
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};
use tokio::time::sleep;

pub fn seeded(seed: u64) -> impl Stream<Item = f64> {
    stream! {
        for _ in 0..10 {
            sleep(Duration::from_secs(1)).await;
            let mut rng = StdRng::seed_from_u64(seed);
            yield rng.random_range(0.0..10.0);
        }
    }
}
