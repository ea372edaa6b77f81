//! Fails: compare::runs_every_job_first_in_turn_and_then_together
//! Says: not every job runs twice
//! The longest run is taken for the time together.

pub use solution::*;

use std::time::Duration;
use tokio::time::Instant;

pub async fn compare(jobs: &[impl AsyncFn()]) -> Comparison {
    let (mut in_turn, mut together) = (Duration::ZERO, Duration::ZERO);
    for job in jobs {
        let start = Instant::now();
        job().await;
        in_turn += start.elapsed();
        together = together.max(start.elapsed());
    }
    Comparison { in_turn, together }
}
