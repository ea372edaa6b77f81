//! Task: load
//! It fills the places by hand; the set knows how many there are.

pub use solution::*;

use std::cell::Cell;
use std::num::NonZeroUsize;
use std::time::Duration;

use futures::StreamExt as _;
use futures::stream::FuturesUnordered;
use tokio::time::Instant;

pub async fn load(jobs: &[impl AsyncFn()], limit: NonZeroUsize) -> Load {
    let (begin, busy) = (Instant::now(), &Cell::new(Duration::ZERO));
    let mut waiting = jobs.iter();
    let (mut running, mut peak) = (FuturesUnordered::new(), 0);
    loop {
        while running.len() < limit.get()
            && let Some(job) = waiting.next()
        {
            let called = Instant::now();
            let job = job();
            running.push(async move {
                job.await;
                busy.set(busy.get() + called.elapsed());
            });
        }
        peak = running.len().max(peak);
        if running.next().await.is_none() {
            return Load { took: begin.elapsed(), busy: busy.get(), peak };
        }
    }
}
