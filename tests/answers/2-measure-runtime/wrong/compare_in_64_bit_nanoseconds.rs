//! Fails: compare::measures_centuries
//! Says: ends after 584 years
//! The times go through a `u64` of nanoseconds, which is full after 584 years.

pub use solution::*;

use std::time::Duration;

use futures::future::join_all;
use tokio::time::Instant;

fn nanos_since(start: Instant) -> u64 {
    start.elapsed().as_nanos() as u64
}

pub async fn compare(jobs: &[impl AsyncFn()]) -> Comparison {
    let start = Instant::now();
    for job in jobs {
        job().await;
    }
    let in_turn = Duration::from_nanos(nanos_since(start));
    let start = Instant::now();
    join_all(jobs.iter().map(|job| async move { job().await })).await;
    let together = Duration::from_nanos(nanos_since(start));
    Comparison { in_turn, together }
}
