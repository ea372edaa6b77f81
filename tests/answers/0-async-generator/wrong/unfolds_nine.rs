//! Fails: unfolded::gives_the_numbers_of_seeded
//! Says: it ends too early
//! The last step ends the stream instead of giving its number.

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
        let number = rng.random_range(0.0..10.0);
        if left == 1 { None } else { Some((number, (rng, left - 1))) }
    })
}
