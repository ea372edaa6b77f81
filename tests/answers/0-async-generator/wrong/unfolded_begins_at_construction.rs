//! Fails: unfolded::begins_each_second_when_the_number_is_asked_for
//! Says: the first second begins when the stream is made
//! The first sleep is part of the start.

use std::time::Duration;

pub use solution::*;

use futures::{Stream, StreamExt, stream};
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};
use tokio::time::sleep;

pub fn unfolded(seed: u64) -> impl Stream<Item = f64> {
    let start = (StdRng::seed_from_u64(seed), Box::pin(sleep(Duration::from_secs(1))));
    let numbers = stream::unfold(start, async |(mut rng, mut timer)| {
        if timer.is_elapsed() {
            timer = Box::pin(sleep(Duration::from_secs(1)));
        }
        timer.as_mut().await;
        Some((rng.random_range(0.0..10.0), (rng, timer)))
    });
    numbers.take(10)
}
