//! Task: unfolded
//! A function of its own makes the stream, and returns it in a box.

use std::time::Duration;

pub use solution::*;

use futures::stream::{LocalBoxStream, unfold};
use futures::{Stream, StreamExt};
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};
use tokio::time::sleep;

fn drawn_from(rng: StdRng) -> LocalBoxStream<'static, f64> {
    let step = async |mut rng: StdRng| {
        sleep(Duration::from_secs(1)).await;
        Some((rng.random_range(0.0..10.0), rng))
    };
    unfold(rng, step).boxed_local()
}

pub fn unfolded(seed: u64) -> impl Stream<Item = f64> {
    drawn_from(StdRng::seed_from_u64(seed)).take(10)
}
