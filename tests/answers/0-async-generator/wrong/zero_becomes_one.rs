//! Fails: seeded::different_seeds_give_different_numbers
//! Says: or 0 by another one
//! As some generators need a seed other than 0, it takes a constant instead, which is a seed of its own.

pub use solution::*;

use std::time::Duration;

use async_stream::stream;
use futures::Stream;
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};
use tokio::time::sleep;

pub fn seeded(seed: u64) -> impl Stream<Item = f64> {
    stream! {
        let mut rng = StdRng::seed_from_u64(if seed == 0 { 0x9e37_79b9_7f4a_7c15 } else { seed });
        for _ in 0..10 {
            sleep(Duration::from_secs(1)).await;
            yield rng.random_range(0.0..10.0);
        }
    }
}
