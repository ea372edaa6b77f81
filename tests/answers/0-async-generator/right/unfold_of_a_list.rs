//! Task: unfolded
//! The state is the list of numbers that are left.

use std::time::Duration;

pub use solution::*;

use futures::{Stream, StreamExt, stream};
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};
use tokio::time::sleep;

pub fn unfolded(seed: u64) -> impl Stream<Item = f64> {
    stream::once(async move {
        let mut rng = StdRng::seed_from_u64(seed);
        let numbers: Vec<f64> = (0..10).map(|_| rng.random_range(0.0..10.0)).collect();
        stream::unfold(numbers.into_iter(), async |mut left| {
            let number = left.next()?;
            sleep(Duration::from_secs(1)).await;
            Some((number, left))
        })
    })
    .flatten()
}
