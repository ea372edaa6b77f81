//! Fails: load::runs_the_jobs_in_their_order_and_measures_them
//! Says: or the limit is another one
//! Never more than a thousand at a time.

pub use solution::*;

use std::{cell::Cell, num::NonZeroUsize, time::Duration};

use futures::{StreamExt, stream};
use tokio::time::Instant;

pub async fn load(jobs: &[impl AsyncFn()], limit: NonZeroUsize) -> Load {
    let (running, peak) = (Cell::new(0usize), Cell::new(0));
    let begin = Instant::now();
    let (running, peak) = (&running, &peak);
    let times: Vec<Duration> = stream::iter(jobs)
        .map(|job| {
            let start = Instant::now();
            running.set(running.get() + 1);
            peak.set(peak.get().max(running.get()));
            let job = job();
            async move {
                job.await;
                running.set(running.get() - 1);
                start.elapsed()
            }
        })
        .buffer_unordered(limit.get().min(1000))
        .collect()
        .await;
    Load { took: begin.elapsed(), busy: times.iter().sum(), peak: peak.get() }
}
