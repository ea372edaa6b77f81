//! Task: load
//! Counts inside of the future of each job, by hand-made slots.

pub use solution::*;

use std::{num::NonZeroUsize, task::Poll, time::Duration};

use tokio::time::Instant;

pub async fn load(jobs: &[impl AsyncFn()], limit: NonZeroUsize) -> Load {
    let begin = Instant::now();
    let (mut rest, mut running, mut peak, mut busy) = (jobs.iter(), Vec::new(), 0, Duration::ZERO);
    std::future::poll_fn(|cx| {
        loop {
            while running.len() < limit.get() {
                let Some(job) = rest.next() else { break };
                running.push((Instant::now(), Box::pin(job())));
            }
            peak = peak.max(running.len());
            let before = running.len();
            running.retain_mut(|(start, job)| {
                let is_pending = job.as_mut().poll(cx).is_pending();
                if !is_pending {
                    busy += start.elapsed();
                }
                is_pending
            });
            if running.is_empty() && rest.len() == 0 {
                return Poll::Ready(());
            }
            if running.len() == before {
                return Poll::Pending;
            }
        }
    })
    .await;
    Load { took: begin.elapsed(), busy, peak }
}
