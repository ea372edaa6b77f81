//! Fails: seeded::draws_evenly_from_0_to_10
//! Says: some streams give the same numbers
//! Only 256 different seeds for a thousand streams.

use std::time::Duration;

pub use solution::*;

use async_stream::stream;
use futures::Stream;
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};
use tokio::time::sleep;

pub fn seeded(seed: u64) -> impl Stream<Item = f64> {
    stream! {
        let mut rng = StdRng::seed_from_u64(seed % 256);
        for _ in 0..10 {
            sleep(Duration::from_secs(1)).await;
            yield rng.random_range(0.0..10.0);
        }
    }
}
