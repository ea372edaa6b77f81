//! Fails: compare::gives_the_time_of_both_ways
//! Says: the first clock is stopped after both ways
//! Both clocks are read at the end.

pub use solution::*;

use tokio::time::Instant;

pub async fn compare(jobs: &[impl AsyncFn()]) -> Comparison {
    let start = Instant::now();
    for job in jobs {
        job().await;
    }
    let second = Instant::now();
    futures::future::join_all(jobs.iter().map(|job| job())).await;
    Comparison { in_turn: start.elapsed(), together: second.elapsed() }
}
