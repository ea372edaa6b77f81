//! Fails: seeded::equal_seeds_give_equal_numbers
//! Says: share a random number generator
//! As `random.seed(...)` in Python: one generator for the whole program, seeded when a stream begins.

use std::sync::{LazyLock, Mutex, PoisonError};
use std::time::Duration;

pub use solution::*;

use async_stream::stream;
use futures::Stream;
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};
use tokio::time::sleep;

static SOURCE: LazyLock<Mutex<StdRng>> = LazyLock::new(|| Mutex::new(StdRng::seed_from_u64(0)));

pub fn seeded(seed: u64) -> impl Stream<Item = f64> {
    stream! {
        *SOURCE.lock().unwrap_or_else(PoisonError::into_inner) = StdRng::seed_from_u64(seed);
        for _ in 0..10 {
            sleep(Duration::from_secs(1)).await;
            let number = SOURCE.lock().unwrap_or_else(PoisonError::into_inner).random_range(0.0..10.0);
            yield number;
        }
    }
}
