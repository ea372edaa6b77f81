//! Fails: compare::gives_the_time_of_any_number_of_jobs
//! Says: or with a limit
//! Together means at most a thousand at a time.

pub use solution::*;

use futures::{StreamExt, stream};
use tokio::time::Instant;

pub async fn compare(jobs: &[impl AsyncFn()]) -> Comparison {
    let start = Instant::now();
    for job in jobs {
        job().await;
    }
    let in_turn = start.elapsed();
    let start = Instant::now();
    stream::iter(jobs).map(|job| job()).buffer_unordered(1000).collect::<()>().await;
    Comparison { in_turn, together: start.elapsed() }
}
