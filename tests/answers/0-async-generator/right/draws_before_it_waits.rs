//! Task: seeded
//! Each number is drawn before its second, and one for after the last.

use std::time::Duration;

pub use solution::*;

use async_stream::stream;
use futures::Stream;
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};
use tokio::time::sleep;

pub fn seeded(seed: u64) -> impl Stream<Item = f64> {
    let mut rng = StdRng::seed_from_u64(seed);
    let mut next = rng.random_range(0.0..10.0);
    stream! {
        for _ in 0..10 {
            let number = next;
            next = rng.random_range(0.0..10.0);
            sleep(Duration::from_secs(1)).await;
            yield number;
        }
    }
}
