//! Fails: unfolded::gives_the_numbers_of_seeded
//! Says: one more number is drawn than given
//! A number is drawn for the start, and never given.

use std::time::Duration;

pub use solution::*;

use futures::{Stream, StreamExt, stream};
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};
use tokio::time::sleep;

pub fn unfolded(seed: u64) -> impl Stream<Item = f64> {
    let mut rng = StdRng::seed_from_u64(seed);
    let mut number: f64 = rng.random_range(0.0..10.0);
    let numbers = stream::unfold(rng, move |mut rng| {
        number = rng.random_range(0.0..10.0);
        async move {
            sleep(Duration::from_secs(1)).await;
            Some((number, rng))
        }
    });
    numbers.take(10)
}
