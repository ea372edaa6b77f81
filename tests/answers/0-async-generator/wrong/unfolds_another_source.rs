//! Fails: unfolded::gives_the_numbers_of_seeded
//! Says: another generator than `seeded`
//! Another random number generator: the same seed gives other numbers.

use std::time::Duration;

pub use solution::*;

use futures::{Stream, StreamExt, stream};
use rand::rngs::SmallRng;
use rand::{RngExt, SeedableRng};
use tokio::time::sleep;

pub fn unfolded(seed: u64) -> impl Stream<Item = f64> {
    let numbers = stream::unfold(SmallRng::seed_from_u64(seed), async |mut rng| {
        sleep(Duration::from_secs(1)).await;
        Some((rng.random_range(0.0..10.0), rng))
    });
    numbers.take(10)
}
