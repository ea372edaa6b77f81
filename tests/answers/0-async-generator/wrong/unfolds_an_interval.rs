//! Fails: unfolded::begins_each_second_when_the_number_is_asked_for
//! Says: an `interval` counts from the previous tick
//! An `interval` in the state, which ticks on while nobody asks.

use std::time::Duration;

pub use solution::*;

use futures::{Stream, StreamExt, stream};
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};
use tokio::time::interval;

pub fn unfolded(seed: u64) -> impl Stream<Item = f64> {
    let start = (StdRng::seed_from_u64(seed), None);
    let numbers = stream::unfold(start, async |(mut rng, ticks)| {
        let mut ticks = match ticks {
            Some(ticks) => ticks,
            None => {
                let mut ticks = interval(Duration::from_secs(1));
                ticks.tick().await;
                ticks
            }
        };
        ticks.tick().await;
        Some((rng.random_range(0.0..10.0), (rng, Some(ticks))))
    });
    numbers.take(10)
}
