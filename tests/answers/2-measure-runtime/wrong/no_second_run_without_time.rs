//! Fails: compare::gives_the_time_of_any_number_of_jobs
//! Says: jobs that took no time the first time do not run again
//! If one after the other took no time, it does not run them again.

pub use solution::*;

use std::time::Duration;

use tokio::time::Instant;

pub async fn compare(jobs: &[impl AsyncFn()]) -> Comparison {
    let start = Instant::now();
    for job in jobs {
        job().await;
    }
    let in_turn = start.elapsed();
    if in_turn.is_zero() {
        return Comparison { in_turn, together: Duration::ZERO };
    }
    let start = Instant::now();
    futures::future::join_all(jobs.iter().map(|job| job())).await;
    Comparison { in_turn, together: start.elapsed() }
}
