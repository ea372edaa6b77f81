//! Task: measure_in_turn
//! `then` awaits one after the other.

pub use solution::*;

use async_comprehension::async_comprehension;
use futures::{StreamExt as _, stream};
use std::time::Duration;
use tokio::time::Instant;

pub async fn measure_in_turn() -> Duration {
    let start = Instant::now();
    stream::iter(0..4).then(|_| async_comprehension()).collect::<Vec<_>>().await;
    start.elapsed()
}
