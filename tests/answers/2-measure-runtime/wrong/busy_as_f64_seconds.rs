//! Fails: load::measures_months_to_the_nanosecond
//! Says: it gave
//! Sums the busy time as `f64` seconds.

pub use solution::*;

use std::{cell::Cell, num::NonZeroUsize, time::Duration};

use futures::{StreamExt, stream};
use tokio::time::Instant;

pub async fn load(jobs: &[impl AsyncFn()], limit: NonZeroUsize) -> Load {
    let (running, peak, busy) = (Cell::new(0usize), Cell::new(0), Cell::new(0.0));
    let begin = Instant::now();
    let (running, peak, busy) = (&running, &peak, &busy);
    stream::iter(jobs)
        .map(|job| {
            let start = Instant::now();
            running.set(running.get() + 1);
            peak.set(peak.get().max(running.get()));
            let job = job();
            async move {
                job.await;
                running.set(running.get() - 1);
                busy.set(busy.get() + start.elapsed().as_secs_f64());
            }
        })
        .buffer_unordered(limit.get())
        .collect::<()>()
        .await;
    Load { took: begin.elapsed(), busy: Duration::from_secs_f64(busy.get()), peak: peak.get() }
}
