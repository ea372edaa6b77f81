//! Task: unfolded
//! `try_unfold`, whose steps cannot fail.

use std::convert::Infallible;
use std::time::Duration;

pub use solution::*;

use futures::{Stream, StreamExt, stream};
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};
use tokio::time::sleep;

pub fn unfolded(seed: u64) -> impl Stream<Item = f64> {
    let steps = stream::try_unfold((StdRng::seed_from_u64(seed), 0), async |(mut rng, place)| {
        if place == 10 {
            return Ok::<_, Infallible>(None);
        }
        sleep(Duration::from_secs(1)).await;
        Ok(Some((rng.random_range(0.0..10.0), (rng, place + 1))))
    });
    steps.map(|Ok(number)| number)
}
