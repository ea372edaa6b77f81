//! Fails: seeded::draws_evenly_from_0_to_10
//! Says: numbers are repeated in other streams
//! The seed plus the place: streams of near seeds share their numbers.

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
            yield StdRng::seed_from_u64(seed.wrapping_add(place)).random_range(0.0..10.0);
        }
    }
}
