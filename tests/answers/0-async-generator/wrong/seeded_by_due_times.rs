//! Fails: seeded::begins_each_second_when_the_number_is_asked_for
//! Says: its seconds go on while nobody asks
//! Each number has its due time from the first poll on.

use std::time::Duration;

pub use solution::*;

use async_stream::stream;
use futures::Stream;
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};
use tokio::time::{Instant, sleep_until};

pub fn seeded(seed: u64) -> impl Stream<Item = f64> {
    stream! {
        let mut rng = StdRng::seed_from_u64(seed);
        let start = Instant::now();
        for place in 1..=10 {
            sleep_until(start + place * Duration::from_secs(1)).await;
            yield rng.random_range(0.0..10.0);
        }
    }
}
