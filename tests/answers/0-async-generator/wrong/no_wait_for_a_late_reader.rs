//! Fails: async_generator::serves_readers_that_come_late_or_look_in_between
//! Says: there is no wait before this number
//! If more than a second has passed since the last number, the next one comes at once.

use std::time::Duration;

pub use solution::*;

use async_stream::stream;
use futures::Stream;
use tokio::time::{Instant, sleep};

pub fn async_generator() -> impl Stream<Item = f64> {
    stream! {
        let mut last: Option<Instant> = None;
        for _ in 0..10 {
            if last.is_none_or(|last| last.elapsed() < Duration::from_secs(1)) {
                sleep(Duration::from_secs(1)).await;
            }
            last = Some(Instant::now());
            yield rand::random_range(0.0..10.0);
        }
    }
}
