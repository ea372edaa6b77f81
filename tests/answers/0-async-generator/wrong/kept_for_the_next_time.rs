//! Fails: seeded::depends_on_nothing_but_the_seed
//! Says: anew in each run of the program
//! Random numbers are drawn once for each seed, and kept.

use std::collections::HashMap;
use std::sync::{LazyLock, Mutex};
use std::time::Duration;

pub use solution::*;

use async_stream::stream;
use futures::Stream;
use tokio::time::sleep;

static KEPT: LazyLock<Mutex<HashMap<u64, [f64; 10]>>> = LazyLock::new(Mutex::default);

pub fn seeded(seed: u64) -> impl Stream<Item = f64> {
    stream! {
        let draw = || std::array::from_fn(|_| rand::random_range(0.0..10.0));
        let numbers = *KEPT.lock().expect("no panic").entry(seed).or_insert_with(draw);
        for number in numbers {
            sleep(Duration::from_secs(1)).await;
            yield number;
        }
    }
}
