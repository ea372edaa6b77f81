//! Task: unfolded
//! A boxed stream, whose type does not tell how it was made.

use std::time::Duration;

pub use solution::*;

use futures::{Stream, StreamExt, stream};
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};
use tokio::time::sleep;

pub fn unfolded(seed: u64) -> impl Stream<Item = f64> {
    stream::unfold((StdRng::seed_from_u64(seed), 10), async |(mut rng, left)| {
        let left = u32::checked_sub(left, 1)?;
        sleep(Duration::from_secs(1)).await;
        Some((rng.random_range(0.0..10.0), (rng, left)))
    })
    .boxed()
}
