//! Fails: seeded::can_be_given_up_and_dropped
//! Says: dropping a `JoinHandle` lets its task go on
//! A spawned task waits, and goes on when the stream is dropped.

use std::time::Duration;

pub use solution::*;

use async_stream::stream;
use futures::Stream;
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};
use tokio::time::sleep;

pub fn seeded(seed: u64) -> impl Stream<Item = f64> {
    stream! {
        let mut rng = StdRng::seed_from_u64(seed);
        for _ in 0..10 {
            // It cannot panic.
            let _ = tokio::spawn(sleep(Duration::from_secs(1))).await;
            yield rng.random_range(0.0..10.0);
        }
    }
}
