//! Task: async_generator
//! The numbers are hashes with new keys, and `then` waits.

pub use solution::*;

use std::hash::{BuildHasher, RandomState};
use std::time::Duration;

use futures::{Stream, StreamExt as _, stream};
use tokio::time::sleep;

pub fn async_generator() -> impl Stream<Item = f64> {
    stream::iter(0..10u8).then(|place| async move {
        sleep(Duration::from_secs(1)).await;
        let hash = RandomState::new().hash_one(place);
        (hash >> 11) as f64 / (1u64 << 53) as f64 * 10.0
    })
}
