//! Fails: unfolded::gives_the_numbers_of_seeded
//! Says: it ends too late
//! A count from 0 to 10, both included.

use std::time::Duration;

pub use solution::*;

use futures::{Stream, stream};
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};
use tokio::time::sleep;

pub fn unfolded(seed: u64) -> impl Stream<Item = f64> {
    let start = (StdRng::seed_from_u64(seed), 0);
    stream::unfold(start, async |(mut rng, given)| {
        if given > 10 {
            return None;
        }
        sleep(Duration::from_secs(1)).await;
        let number = rng.random_range(0.0..10.0);
        Some((number, (rng, given + 1)))
    })
}
