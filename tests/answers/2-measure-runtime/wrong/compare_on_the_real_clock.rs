//! Fails: compare::gives_the_time_of_both_ways
//! Says: the clock is `std::time::Instant`
//! The standard library's clock does not follow tokio's.

pub use solution::*;

use std::time::Instant;

pub async fn compare(jobs: &[impl AsyncFn()]) -> Comparison {
    let start = Instant::now();
    for job in jobs {
        job().await;
    }
    let in_turn = start.elapsed();
    let start = Instant::now();
    futures::future::join_all(jobs.iter().map(|job| job())).await;
    Comparison { in_turn, together: start.elapsed() }
}
