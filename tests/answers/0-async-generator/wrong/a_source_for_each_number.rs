//! Fails: seeded::different_seeds_give_different_numbers
//! Says: each number has a generator of its own
//! The seed plus the place: the second number of one seed is the first of the next.

use std::time::Duration;

pub use solution::*;

use async_stream::stream;
use futures::Stream;
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};
use tokio::time::sleep;

pub fn seeded(seed: u64) -> impl Stream<Item = f64> {
    stream! {
        for place in 0..10 {
            sleep(Duration::from_secs(1)).await;
            let mut rng = StdRng::seed_from_u64(seed.wrapping_add(place));
            yield rng.random_range(0.0..10.0);
        }
    }
}
