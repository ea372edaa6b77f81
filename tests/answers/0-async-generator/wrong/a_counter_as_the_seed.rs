//! Fails: async_generator::draws_other_numbers_on_each_thread_and_in_each_run
//! Says: fixed seed
//! Each stream has a seed of its own, but each run of the program has the same seeds.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

pub use solution::*;

use async_stream::stream;
use futures::Stream;
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};
use tokio::time::sleep;

static NEXT: AtomicU64 = AtomicU64::new(0);

pub fn async_generator() -> impl Stream<Item = f64> {
    stream! {
        let mut rng = StdRng::seed_from_u64(NEXT.fetch_add(1, Ordering::Relaxed));
        for _ in 0..10 {
            sleep(Duration::from_secs(1)).await;
            yield rng.random_range(0.0..10.0);
        }
    }
}
