//! Fails: measure_in_turn::takes_forty_seconds
//! Says: the four run at the same time
//! `join!` where one after the other is asked for.

pub use solution::*;

use async_comprehension::async_comprehension;
use std::time::Duration;
use tokio::time::Instant;

pub async fn measure_in_turn() -> Duration {
    let start = Instant::now();
    tokio::join!(async_comprehension(), async_comprehension(), async_comprehension(), async_comprehension());
    start.elapsed()
}
