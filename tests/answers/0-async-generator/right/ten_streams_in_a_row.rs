//! Task: async_generator
//! Ten streams of one number, one behind the other.

use std::time::Duration;

pub use solution::*;

use futures::{Stream, StreamExt, stream};
use tokio::time::sleep;

pub fn async_generator() -> impl Stream<Item = f64> {
    let one = async |_| {
        sleep(Duration::from_secs(1)).await;
        rand::random_range(0.0..10.0)
    };
    stream::iter(0..10).flat_map(move |place| stream::once(one(place)))
}
