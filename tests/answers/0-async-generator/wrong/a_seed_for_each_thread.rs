//! Fails: seeded::depends_on_nothing_but_the_seed
//! Says: the thread
//! The thread decides, too.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::time::Duration;

pub use solution::*;

use async_stream::stream;
use futures::Stream;
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};
use tokio::time::sleep;

pub fn seeded(seed: u64) -> impl Stream<Item = f64> {
    stream! {
        let mut hasher = DefaultHasher::new();
        (seed, std::thread::current().id()).hash(&mut hasher);
        let mut rng = StdRng::seed_from_u64(hasher.finish());
        for _ in 0..10 {
            sleep(Duration::from_secs(1)).await;
            yield rng.random_range(0.0..10.0);
        }
    }
}
