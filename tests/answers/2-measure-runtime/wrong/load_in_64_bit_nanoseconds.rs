//! Fails: load::measures_centuries
//! Says: ends after 584 years
//! The sum of the times is a `u64` of nanoseconds.

pub use solution::*;

use std::cell::Cell;
use std::num::NonZeroUsize;
use std::time::Duration;

use futures::{StreamExt as _, stream};
use tokio::time::Instant;

pub async fn load(jobs: &[impl AsyncFn()], limit: NonZeroUsize) -> Load {
    let (running, peak, busy) = (&Cell::new(0), &Cell::new(0), &Cell::new(0_u64));
    let start = Instant::now();
    stream::iter(jobs)
        .for_each_concurrent(limit.get(), async |job| {
            running.set(running.get() + 1);
            peak.set(peak.get().max(running.get()));
            let start = Instant::now();
            job().await;
            busy.set(busy.get().wrapping_add(start.elapsed().as_nanos() as u64));
            running.set(running.get() - 1);
        })
        .await;
    Load { took: start.elapsed(), busy: Duration::from_nanos(busy.get()), peak: peak.get() }
}
