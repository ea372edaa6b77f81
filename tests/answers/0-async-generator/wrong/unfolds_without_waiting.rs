//! Fails: unfolded::waits_one_second_before_each_of_ten_numbers
//! Says: nothing is waited for
//! The closure has nothing to await, and so nothing waits.

pub use solution::*;

use futures::{Stream, StreamExt, stream};
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};

pub fn unfolded(seed: u64) -> impl Stream<Item = f64> {
    let numbers = stream::unfold(StdRng::seed_from_u64(seed), async |mut rng| Some((rng.random_range(0.0..10.0), rng)));
    numbers.take(10)
}
