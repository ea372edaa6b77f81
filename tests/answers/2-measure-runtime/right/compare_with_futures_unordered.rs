//! Task: compare
//! `FuturesUnordered`, drained.

pub use solution::*;

use futures::StreamExt as _;
use futures::stream::FuturesUnordered;
use tokio::time::Instant;

pub async fn compare(jobs: &[impl AsyncFn()]) -> Comparison {
    let start = Instant::now();
    for job in jobs {
        job().await;
    }
    let middle = Instant::now();
    let mut running: FuturesUnordered<_> = jobs.iter().map(|job| job()).collect();
    while running.next().await.is_some() {}
    Comparison { in_turn: middle - start, together: middle.elapsed() }
}
