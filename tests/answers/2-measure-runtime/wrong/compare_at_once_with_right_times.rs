//! Fails: compare::gives_the_time_of_both_ways
//! Says: both ways run at the same time
//! Each time is right, but it does not take nine seconds.

pub use solution::*;

use tokio::time::Instant;

pub async fn compare(jobs: &[impl AsyncFn()]) -> Comparison {
    let in_turn = async {
        let start = Instant::now();
        for job in jobs {
            job().await;
        }
        start.elapsed()
    };
    let together = async {
        let start = Instant::now();
        futures::future::join_all(jobs.iter().map(|job| job())).await;
        start.elapsed()
    };
    let (in_turn, together) = tokio::join!(in_turn, together);
    Comparison { in_turn, together }
}
