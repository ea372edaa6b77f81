//! Task: seeded
//! `then` with a generator that the closure owns; it draws before it waits.

use std::time::Duration;

pub use solution::*;

use futures::{Stream, StreamExt, stream};
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};
use tokio::time::sleep;

pub fn seeded(seed: u64) -> impl Stream<Item = f64> {
    let mut rng = StdRng::seed_from_u64(seed);
    stream::iter(0..10).then(move |_| {
        let number = rng.random_range(0.0..10.0);
        async move {
            sleep(Duration::from_secs(1)).await;
            number
        }
    })
}
