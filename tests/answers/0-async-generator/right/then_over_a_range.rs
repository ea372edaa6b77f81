//! Task: async_generator
//! A range as a stream, and `then` for the wait.

use std::time::Duration;

pub use solution::*;

use futures::{Stream, StreamExt, stream};
use tokio::time::sleep;

pub fn async_generator() -> impl Stream<Item = f64> {
    stream::iter(0..10).then(async |_| {
        sleep(Duration::from_secs(1)).await;
        rand::random_range(0.0..10.0)
    })
}
