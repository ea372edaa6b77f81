//! Fails: load::runs_the_jobs_in_their_order_and_measures_them
//! Says: becomes zero in a smaller type
//! The limit is cut to 32 bits: 2^32 is zero, and no job ever begins.

pub use solution::*;

use std::cell::Cell;
use std::num::NonZeroUsize;
use std::time::Duration;

use futures::{StreamExt as _, stream};
use tokio::time::Instant;

pub async fn load(jobs: &[impl AsyncFn()], limit: NonZeroUsize) -> Load {
    let (running, peak) = (Cell::new(0u32), Cell::new(0u32));
    let (running_now, most) = (&running, &peak);
    let start = Instant::now();
    let limit = limit.get() as u32;
    let busy = stream::iter(jobs)
        .map(|job| async move {
            running_now.set(running_now.get() + 1);
            most.set(most.get().max(running_now.get()));
            let begin = Instant::now();
            job().await;
            running_now.set(running_now.get() - 1);
            begin.elapsed()
        })
        .buffer_unordered(limit as usize)
        .fold(Duration::ZERO, |sum, time| async move { sum + time })
        .await;
    Load { took: start.elapsed(), busy, peak: peak.get() as usize }
}
