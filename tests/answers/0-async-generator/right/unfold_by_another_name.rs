//! Task: unfolded
//! `unfold` is imported by another name, and works behind a helper function and a box.

use std::time::Duration;

pub use solution::*;

use futures::stream::unfold as steps;
use futures::{Stream, StreamExt};
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};
use tokio::time::sleep;

pub fn unfolded(seed: u64) -> impl Stream<Item = f64> {
    numbers(StdRng::seed_from_u64(seed)).take(10).boxed_local()
}

fn numbers(rng: StdRng) -> impl Stream<Item = f64> {
    steps(rng, async |mut rng| {
        sleep(Duration::from_secs(1)).await;
        Some((rng.random_range(0.0..10.0), rng))
    })
}
