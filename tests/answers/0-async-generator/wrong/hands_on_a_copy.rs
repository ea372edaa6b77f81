//! Fails: unfolded::gives_the_numbers_of_seeded
//! Says: pass on the generator that drew
//! The copy draws, and the original is passed on.

use std::time::Duration;

pub use solution::*;

use futures::{Stream, stream};
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};
use tokio::time::sleep;

pub fn unfolded(seed: u64) -> impl Stream<Item = f64> {
    let start = (StdRng::seed_from_u64(seed), 10);
    stream::unfold(start, move |(rng, left)| async move {
        if left == 0 {
            return None;
        }
        sleep(Duration::from_secs(1)).await;
        let mut copy = StdRng::seed_from_u64(seed);
        let number = copy.random_range(0.0..10.0);
        Some((number, (rng, left - 1)))
    })
}
