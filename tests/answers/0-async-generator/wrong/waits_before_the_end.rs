//! Fails: unfolded::waits_one_second_before_each_of_ten_numbers
//! Says: there is a wait after the last number
//! It waits before it checks the count.

use std::time::Duration;

pub use solution::*;

use futures::{Stream, stream};
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};
use tokio::time::sleep;

pub fn unfolded(seed: u64) -> impl Stream<Item = f64> {
    let start = (StdRng::seed_from_u64(seed), 10);
    stream::unfold(start, async |(mut rng, left)| {
        sleep(Duration::from_secs(1)).await;
        if left == 0 {
            return None;
        }
        let number = rng.random_range(0.0..10.0);
        Some((number, (rng, left - 1)))
    })
}
