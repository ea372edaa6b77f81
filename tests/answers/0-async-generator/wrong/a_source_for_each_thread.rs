//! Fails: async_generator::draws_other_numbers_on_each_thread_and_in_each_run
//! Says: the generator of each thread
//! Each thread has a source with the same fixed seed.

use std::cell::RefCell;
use std::time::Duration;

pub use solution::*;

use async_stream::stream;
use futures::Stream;
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};
use tokio::time::sleep;

thread_local! {
    static RNG: RefCell<StdRng> = RefCell::new(StdRng::seed_from_u64(2024));
}

pub fn async_generator() -> impl Stream<Item = f64> {
    stream! {
        for _ in 0..10 {
            sleep(Duration::from_secs(1)).await;
            yield RNG.with_borrow_mut(|rng| rng.random_range(0.0..10.0));
        }
    }
}
