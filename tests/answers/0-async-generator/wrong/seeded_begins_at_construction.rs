//! Fails: seeded::begins_each_second_when_the_number_is_asked_for
//! Says: the first second begins when the stream is made
//! The first sleep is made with the stream.

use std::time::Duration;

pub use solution::*;

use async_stream::stream;
use futures::Stream;
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};
use tokio::time::sleep;

pub fn seeded(seed: u64) -> impl Stream<Item = f64> {
    let mut rng = StdRng::seed_from_u64(seed);
    let mut timer = Box::pin(sleep(Duration::from_secs(1)));
    stream! {
        for place in 1..=10 {
            timer.as_mut().await;
            yield rng.random_range(0.0..10.0);
            if place < 10 {
                timer.set(sleep(Duration::from_secs(1)));
            }
        }
    }
}
