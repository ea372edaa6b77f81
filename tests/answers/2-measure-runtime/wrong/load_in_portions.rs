//! Fails: load::runs_the_jobs_in_their_order_and_measures_them
//! Says: as in chunks
//! Each chunk waits for its slowest job.

pub use solution::*;

use std::cell::Cell;
use std::num::NonZeroUsize;
use std::time::Duration;

use futures::future::join_all;
use tokio::time::Instant;

pub async fn load(jobs: &[impl AsyncFn()], limit: NonZeroUsize) -> Load {
    let (busy, mut peak, start) = (&Cell::new(Duration::ZERO), 0, Instant::now());
    for chunk in jobs.chunks(limit.get()) {
        peak = chunk.len().max(peak);
        join_all(chunk.iter().map(async |job| {
            let called = Instant::now();
            job().await;
            busy.set(busy.get() + called.elapsed());
        }))
        .await;
    }
    Load { took: start.elapsed(), busy: busy.get(), peak }
}
