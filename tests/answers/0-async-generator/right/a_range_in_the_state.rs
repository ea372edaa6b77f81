//! Task: unfolded
//! A range counts, and `?` ends the stream with it.

use std::time::Duration;

pub use solution::*;

use futures::{Stream, StreamExt, stream};
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};
use tokio::time::sleep;

pub fn unfolded(seed: u64) -> impl Stream<Item = f64> {
    let start = (StdRng::seed_from_u64(seed), 0..10);
    stream::unfold(start, |(mut rng, mut places)| async move {
        places.next()?;
        sleep(Duration::from_secs(1)).await;
        Some((rng.random_range(0.0..10.0), (rng, places)))
    })
}
