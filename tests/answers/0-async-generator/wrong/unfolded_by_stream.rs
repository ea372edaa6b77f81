//! Fails: unfolded::is_written_with_unfold
//! Says: it is written in another way
//! `stream!` once more.

use std::time::Duration;

pub use solution::*;

use async_stream::stream;
use futures::Stream;
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};
use tokio::time::sleep;

pub fn unfolded(seed: u64) -> impl Stream<Item = f64> {
    stream! {
        let mut rng = StdRng::seed_from_u64(seed);
        for _ in 0..10 {
            sleep(Duration::from_secs(1)).await;
            yield rng.random_range(0.0..10.0);
        }
    }
}
