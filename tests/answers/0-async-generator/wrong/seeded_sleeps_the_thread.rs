//! Fails: seeded::waits_one_second_before_each_of_ten_numbers
//! Says: the thread is blocked, as by `std::thread::sleep`
//! The numbers are right, but the thread is blocked.

use std::time::Duration;

pub use solution::*;

use async_stream::stream;
use futures::Stream;
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};

pub fn seeded(seed: u64) -> impl Stream<Item = f64> {
    stream! {
        let mut rng = StdRng::seed_from_u64(seed);
        for _ in 0..10 {
            std::thread::sleep(Duration::from_secs(1));
            yield rng.random_range(0.0..10.0);
        }
    }
}
