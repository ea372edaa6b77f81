//! Task: seeded
//! Another random number generator, and `random` times ten. `unfolded` must give the same numbers, so it is here, too.

use std::time::Duration;

pub use solution::*;

use async_stream::stream;
use futures::{Stream, StreamExt, stream};
use rand::rngs::SmallRng;
use rand::{RngExt, SeedableRng};
use tokio::time::sleep;

pub fn seeded(seed: u64) -> impl Stream<Item = f64> {
    stream! {
        let mut rng = SmallRng::seed_from_u64(seed);
        for _ in 0..10 {
            sleep(Duration::from_secs(1)).await;
            yield rng.random::<f64>() * 10.0;
        }
    }
}

pub fn unfolded(seed: u64) -> impl Stream<Item = f64> {
    let rng = SmallRng::seed_from_u64(seed);
    let numbers = stream::unfold(rng, async |mut rng| {
        sleep(Duration::from_secs(1)).await;
        Some((rng.random::<f64>() * 10.0, rng))
    });
    numbers.take(10)
}
