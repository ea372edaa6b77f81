//! Task: load
//! A set of futures is refilled by hand, and its length is the number of those that run.

pub use solution::*;

use std::num::NonZeroUsize;
use std::time::Duration;

use futures::StreamExt as _;
use futures::stream::FuturesUnordered;
use tokio::time::Instant;

pub async fn load(jobs: &[impl AsyncFn()], limit: NonZeroUsize) -> Load {
    let start = Instant::now();
    let mut waiting = jobs.iter();
    let mut running = FuturesUnordered::new();
    let (mut busy, mut peak) = (Duration::ZERO, 0usize);
    loop {
        while running.len() < limit.get() {
            let Some(job) = waiting.next() else {
                break;
            };
            running.push(async move {
                let begin = Instant::now();
                job().await;
                begin.elapsed()
            });
        }
        peak = peak.max(running.len());
        let Some(time) = running.next().await else {
            return Load { took: start.elapsed(), busy, peak };
        };
        busy += time;
    }
}
