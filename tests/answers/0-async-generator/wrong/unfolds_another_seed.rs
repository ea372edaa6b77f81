//! Fails: unfolded::gives_the_numbers_of_seeded
//! Says: `unfolded` does not use its seed
//! A hard-coded seed, which happens to be the first that is tried.

use std::time::Duration;

pub use solution::*;

use futures::{Stream, StreamExt, stream};
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};
use tokio::time::sleep;

pub fn unfolded(_seed: u64) -> impl Stream<Item = f64> {
    let numbers = stream::unfold(StdRng::seed_from_u64(7), async |mut rng| {
        sleep(Duration::from_secs(1)).await;
        Some((rng.random_range(0.0..10.0), rng))
    });
    numbers.take(10)
}
