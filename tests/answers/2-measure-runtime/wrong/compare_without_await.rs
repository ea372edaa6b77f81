//! Fails: compare::gives_the_time_of_both_ways
//! Says: the job is called, but its future is not awaited
//! Calling an async closure only makes a future.

pub use solution::*;

use futures::future::join_all;
use std::time::Duration;
use tokio::time::Instant;

pub async fn compare(jobs: &[impl AsyncFn()]) -> Comparison {
    let start = Instant::now();
    for job in jobs {
        let _ = job();
    }
    let in_turn: Duration = start.elapsed();
    let start = Instant::now();
    join_all(jobs.iter().map(|job| job())).await;
    Comparison { in_turn, together: start.elapsed() }
}
