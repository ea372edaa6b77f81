//! Fails: compare::gives_the_time_of_both_ways
//! Says: the jobs run one after the other in both ways
//! Futures that are made first and awaited afterwards do not run together.

pub use solution::*;

use tokio::time::Instant;

pub async fn compare(jobs: &[impl AsyncFn()]) -> Comparison {
    let start = Instant::now();
    for job in jobs {
        job().await;
    }
    let in_turn = start.elapsed();
    let start = Instant::now();
    let futures: Vec<_> = jobs.iter().map(|job| job()).collect();
    for future in futures {
        future.await;
    }
    Comparison { in_turn, together: start.elapsed() }
}
