//! Task: unfolded
//! The numbers come from `unfold`, the seconds from `async_generator`.

pub use solution::*;

use futures::{Stream, StreamExt, stream};
use rand::{RngExt, SeedableRng};

pub fn unfolded(seed: u64) -> impl Stream<Item = f64> {
    let rng = rand::rngs::StdRng::seed_from_u64(seed);
    stream::unfold(rng, |mut rng| async move { Some((rng.random_range(0.0..10.0), rng)) })
        .zip(async_generator())
        .map(|(number, _)| number)
}
