//! Fails: compare::gives_the_time_of_any_number_of_jobs
//! Says: each runs twice
//! A single job takes as long both ways: it runs once.

pub use solution::*;

use tokio::time::Instant;

pub async fn compare(jobs: &[impl AsyncFn()]) -> Comparison {
    let start = Instant::now();
    for job in jobs {
        job().await;
    }
    let in_turn = start.elapsed();
    if jobs.len() == 1 {
        return Comparison { in_turn, together: in_turn };
    }
    let start = Instant::now();
    futures::future::join_all(jobs.iter().map(|job| job())).await;
    Comparison { in_turn, together: start.elapsed() }
}
