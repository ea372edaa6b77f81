//! Fails: seeded::depends_on_nothing_but_the_seed
//! Says: anew in each run of the program
//! What is added to the seed is drawn once for each run of the program.

use std::sync::LazyLock;
use std::time::Duration;

pub use solution::*;

use async_stream::stream;
use futures::Stream;
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};
use tokio::time::sleep;

static SALT: LazyLock<u64> = LazyLock::new(rand::random);

pub fn seeded(seed: u64) -> impl Stream<Item = f64> {
    stream! {
        let mut rng = StdRng::seed_from_u64(seed ^ *SALT);
        for _ in 0..10 {
            sleep(Duration::from_secs(1)).await;
            yield rng.random_range(0.0..10.0);
        }
    }
}
