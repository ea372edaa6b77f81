//! Fails: async_generator::draws_evenly_from_0_to_10
//! Says: some streams give the same numbers
//! Seeds each stream with 16 random bits, so that some of a few hundred streams are equal.

pub use solution::*;

use std::time::Duration;

use futures::Stream;
use rand::{RngExt, SeedableRng};

pub fn async_generator() -> impl Stream<Item = f64> {
    async_stream::stream! {
        let mut rng = rand::rngs::StdRng::seed_from_u64(rand::random::<u16>().into());
        for _ in 0..10 {
            tokio::time::sleep(Duration::from_secs(1)).await;
            yield rng.random_range(0.0..10.0);
        }
    }
}
