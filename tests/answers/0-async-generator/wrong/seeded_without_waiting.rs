//! Fails: seeded::waits_one_second_before_each_of_ten_numbers
//! Says: nothing is waited for
//! A plain iterator as a stream: the right numbers, all at once.

pub use solution::*;

use futures::{Stream, StreamExt, stream};
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};

pub fn seeded(seed: u64) -> impl Stream<Item = f64> {
    let mut rng = StdRng::seed_from_u64(seed);
    let numbers: Vec<f64> = (0..10).map(|_| rng.random_range(0.0..10.0)).collect();
    stream::iter(numbers)
}
