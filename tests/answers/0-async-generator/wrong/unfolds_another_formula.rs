//! Fails: unfolded::gives_the_numbers_of_seeded
//! Says: the last digits differ
//! A number from 0 to 1, times ten, is not the same as one from 0 to 10: the last digits differ, or all.

pub use solution::*;

use std::time::Duration;

use futures::{Stream, stream};
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};
use tokio::time::sleep;

pub fn unfolded(seed: u64) -> impl Stream<Item = f64> {
    stream::unfold((StdRng::seed_from_u64(seed), 0), |(mut rng, count)| async move {
        if count == 10 {
            return None;
        }
        sleep(Duration::from_secs(1)).await;
        Some((rng.random::<f64>() * 10.0, (rng, count + 1)))
    })
}
