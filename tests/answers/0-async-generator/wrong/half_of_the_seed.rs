//! Fails: seeded::different_seeds_give_different_numbers
//! Says: the upper part of the seed is lost
//! A conversion that cuts off the upper half.

use std::time::Duration;

pub use solution::*;

use async_stream::stream;
use futures::Stream;
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};
use tokio::time::sleep;

pub fn seeded(seed: u64) -> impl Stream<Item = f64> {
    stream! {
        let mut rng = StdRng::seed_from_u64(u64::from(seed as u32));
        for _ in 0..10 {
            sleep(Duration::from_secs(1)).await;
            yield rng.random_range(0.0..10.0);
        }
    }
}
