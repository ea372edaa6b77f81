//! Task: load
//! Sums and counts in cells.

pub use solution::*;

use std::cell::Cell;
use std::num::NonZeroUsize;
use std::time::Duration;

use futures::{StreamExt as _, stream};
use tokio::time::Instant;

pub async fn load(jobs: &[impl AsyncFn()], limit: NonZeroUsize) -> Load {
    let (running, peak, busy) = (&Cell::new(0), &Cell::new(0), &Cell::new(Duration::ZERO));
    let begin = Instant::now();
    stream::iter(jobs)
        .for_each_concurrent(limit.get(), async |job| {
            running.set(running.get() + 1);
            peak.set(peak.get().max(running.get()));
            let called = Instant::now();
            job().await;
            busy.set(busy.get() + called.elapsed());
            running.set(running.get() - 1);
        })
        .await;
    Load { took: begin.elapsed(), busy: busy.get(), peak: peak.get() }
}
