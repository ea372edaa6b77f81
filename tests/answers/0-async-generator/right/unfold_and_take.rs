//! Task: unfolded
//! A state without a count: `take` ends it.

use std::time::Duration;

pub use solution::*;

use futures::{Stream, StreamExt, stream};
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};
use tokio::time::sleep;

pub fn unfolded(seed: u64) -> impl Stream<Item = f64> {
    let numbers = stream::unfold(StdRng::seed_from_u64(seed), async |mut rng| {
        sleep(Duration::from_secs(1)).await;
        Some((rng.random_range(0.0..10.0), rng))
    });
    numbers.take(10)
}
