//! Fails: compare::measures_months_to_the_nanosecond
//! Says: it gave
//! Seconds as `f64`, in which half a year has no nanoseconds.

pub use solution::*;

use std::time::Duration;

use tokio::time::Instant;

pub async fn compare(jobs: &[impl AsyncFn()]) -> Comparison {
    let start = Instant::now();
    for job in jobs {
        job().await;
    }
    let in_turn = start.elapsed().as_secs_f64();
    let start = Instant::now();
    futures::future::join_all(jobs.iter().map(|job| job())).await;
    let together = start.elapsed().as_secs_f64();
    Comparison { in_turn: Duration::from_secs_f64(in_turn), together: Duration::from_secs_f64(together) }
}
