//! Fails: load::counts_what_a_job_does_when_it_is_called
//! Says: is a part of its run
//! The clock of a job is started after its call.

pub use solution::*;

use std::cell::Cell;
use std::num::NonZeroUsize;
use std::time::Duration;

use futures::{StreamExt as _, stream};
use tokio::time::Instant;

pub async fn load(jobs: &[impl AsyncFn()], limit: NonZeroUsize) -> Load {
    let (running, peak, busy) = (&Cell::new(0), &Cell::new(0), &Cell::new(Duration::ZERO));
    let start = Instant::now();
    stream::iter(jobs)
        .for_each_concurrent(limit.get(), async |job| {
            running.set(running.get() + 1);
            peak.set(peak.get().max(running.get()));
            let run = job();
            let start = Instant::now();
            run.await;
            busy.set(busy.get() + start.elapsed());
            running.set(running.get() - 1);
        })
        .await;
    Load { took: start.elapsed(), busy: busy.get(), peak: peak.get() }
}
