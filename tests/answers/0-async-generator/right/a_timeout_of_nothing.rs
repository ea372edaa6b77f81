//! Task: async_generator
//! The second is a `timeout` around a future that is never ready.

use std::future::pending;
use std::time::Duration;

pub use solution::*;

use futures::{Stream, StreamExt, stream};
use tokio::time::timeout;

pub fn async_generator() -> impl Stream<Item = f64> {
    stream::repeat(Duration::from_secs(1)).take(10).then(async |second| {
        let _ = timeout(second, pending::<()>()).await;
        rand::random_range(0.0..10.0)
    })
}
