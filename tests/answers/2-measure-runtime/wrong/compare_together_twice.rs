//! Fails: compare::gives_the_time_of_both_ways
//! Says: the jobs run at the same time in both ways
//! `join_all` in both ways.

pub use solution::*;

use tokio::time::Instant;

pub async fn compare(jobs: &[impl AsyncFn()]) -> Comparison {
    let start = Instant::now();
    futures::future::join_all(jobs.iter().map(|job| job())).await;
    let in_turn = start.elapsed();
    let start = Instant::now();
    futures::future::join_all(jobs.iter().map(|job| job())).await;
    Comparison { in_turn, together: start.elapsed() }
}
