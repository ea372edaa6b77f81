//! Task: async_generator
//! An endless stream, cut off by `take`, of numbers from 0 to 1 that are multiplied by ten.

use std::time::Duration;

pub use solution::*;

use futures::{Stream, StreamExt, stream};
use tokio::time::sleep;

pub fn async_generator() -> impl Stream<Item = f64> {
    let numbers = stream::repeat(()).then(async |()| {
        sleep(Duration::from_secs(1)).await;
        rand::random::<f64>() * 10.0
    });
    numbers.take(10)
}
