//! Fails: compare::calls_each_job_when_its_turn_comes
//! Says: all jobs are called first
//! A future may begin to count when it is made, as `sleep` does.

pub use solution::*;

use std::time::Duration;
use tokio::time::Instant;

pub async fn compare(jobs: &[impl AsyncFn()]) -> Comparison {
    let start = Instant::now();
    let made: Vec<_> = jobs.iter().map(|job| job()).collect();
    for future in made {
        future.await;
    }
    let in_turn: Duration = start.elapsed();
    let start = Instant::now();
    futures::future::join_all(jobs.iter().map(|job| job())).await;
    Comparison { in_turn, together: start.elapsed() }
}
