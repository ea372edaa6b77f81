//! Fails: async_generator::draws_evenly_from_0_to_10
//! Says: drawn as `f32`
//! The numbers are drawn as `f32` and widened: all others of the range never come.

pub use solution::*;

use std::hash::{BuildHasher, RandomState};
use std::time::Duration;

use async_stream::stream;
use futures::Stream;
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};
use tokio::time::sleep;

pub fn async_generator() -> impl Stream<Item = f64> {
    stream! {
        let mut rng = StdRng::seed_from_u64(RandomState::new().hash_one(0u64));
        for _ in 0..10 {
            sleep(Duration::from_secs(1)).await;
            let number: f32 = rng.random_range(0.0f32..10.0f32);
            yield f64::from(number);
        }
    }
}
