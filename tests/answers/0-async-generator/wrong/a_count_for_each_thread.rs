//! Fails: async_generator::draws_other_numbers_on_each_thread_and_in_each_run
//! Says: each thread of a run begins with the same seed
//! The seed is a random base of the process plus a counter, but the counter is thread-local: every thread begins with the same numbers.

pub use solution::*;

use std::cell::Cell;
use std::hash::{BuildHasher, RandomState};
use std::sync::OnceLock;
use std::time::Duration;

use async_stream::stream;
use futures::Stream;
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};
use tokio::time::sleep;

static BASE: OnceLock<u64> = OnceLock::new();

thread_local! {
    static NEXT: Cell<u64> = const { Cell::new(0) };
}

fn new_seed() -> u64 {
    let base = *BASE.get_or_init(|| RandomState::new().hash_one(0u64));
    let count = NEXT.with(|next| {
        let count = next.get();
        next.set(count + 1);
        count
    });
    base.wrapping_add(count)
}

pub fn async_generator() -> impl Stream<Item = f64> {
    stream! {
        let mut rng = StdRng::seed_from_u64(new_seed());
        for _ in 0..10 {
            sleep(Duration::from_secs(1)).await;
            let number: f64 = rng.random_range(0.0..10.0);
            yield number;
        }
    }
}
