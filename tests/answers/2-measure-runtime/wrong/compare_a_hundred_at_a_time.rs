//! Fails: compare::gives_the_time_of_any_number_of_jobs
//! Says: in chunks, or with a limit
//! `buffer_unordered` with a limit that is large enough for a few jobs.

pub use solution::*;

use futures::{StreamExt as _, stream};
use tokio::time::Instant;

pub async fn compare(jobs: &[impl AsyncFn()]) -> Comparison {
    let start = Instant::now();
    for job in jobs {
        job().await;
    }
    let in_turn = start.elapsed();
    let start = Instant::now();
    stream::iter(jobs).map(|job| job()).buffer_unordered(100).collect::<Vec<_>>().await;
    Comparison { in_turn, together: start.elapsed() }
}
