//! Fails: async_generator::does_nothing_before_it_is_polled
//! Says: a task is spawned when the stream is made
//! The task begins when the stream is made, whether or not anybody asks.

use std::time::Duration;

pub use solution::*;

use futures::Stream;
use futures::channel::mpsc;
use tokio::time::sleep;

pub fn async_generator() -> impl Stream<Item = f64> {
    let (numbers, given) = mpsc::unbounded();
    tokio::spawn(async move {
        for _ in 0..10 {
            sleep(Duration::from_secs(1)).await;
            if numbers.unbounded_send(rand::random_range(0.0..10.0)).is_err() {
                return;
            }
        }
    });
    given
}
