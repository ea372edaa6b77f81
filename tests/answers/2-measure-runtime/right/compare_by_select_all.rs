//! Task: compare
//! `select_all` until nothing is left.

pub use solution::*;

use tokio::time::Instant;

pub async fn compare(jobs: &[impl AsyncFn()]) -> Comparison {
    let start = Instant::now();
    for job in jobs {
        job().await;
    }
    let in_turn = start.elapsed();
    let start = Instant::now();
    let mut running: Vec<_> = jobs.iter().map(|job| Box::pin(job())).collect();
    while !running.is_empty() {
        running = futures::future::select_all(running).await.2;
    }
    Comparison { in_turn, together: start.elapsed() }
}
