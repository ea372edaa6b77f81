//! Fails: load::runs_the_jobs_in_their_order_and_measures_them
//! Says: more than what is to be measured
//! The time of a job is counted from the start of the first one.

pub use solution::*;

use std::cell::Cell;
use std::num::NonZeroUsize;
use std::time::Duration;

use futures::{StreamExt as _, stream};
use tokio::time::Instant;

pub async fn load(jobs: &[impl AsyncFn()], limit: NonZeroUsize) -> Load {
    let (running, peak) = (&Cell::new(0), &Cell::new(0));
    let start = Instant::now();
    let busy = stream::iter(jobs)
        .map(async |job| {
            running.set(running.get() + 1);
            peak.set(peak.get().max(running.get()));
            job().await;
            running.set(running.get() - 1);
            start.elapsed()
        })
        .buffer_unordered(limit.get())
        .fold(Duration::ZERO, async |busy, took| busy + took)
        .await;
    Load { took: start.elapsed(), busy, peak: peak.get() }
}
