//! Task: seeded
//! The numbers as an iterator that draws when it is asked, and a wait before each.

use std::time::Duration;

pub use solution::*;

use async_stream::stream;
use futures::{Stream, StreamExt};
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};
use tokio::time::sleep;

pub fn seeded(seed: u64) -> impl Stream<Item = f64> {
    stream! {
        let mut rng = StdRng::seed_from_u64(seed);
        let numbers = std::iter::repeat_with(move || rng.random_range(0.0..10.0));
        let mut numbers = numbers.take(10).peekable();
        while numbers.peek().is_some() {
            sleep(Duration::from_secs(1)).await;
            for number in numbers.by_ref().take(1) {
                yield number;
            }
        }
    }
}
