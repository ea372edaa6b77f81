//! Task: compare
//! Polls by hand, and measures each job apart.

pub use solution::*;

use std::{task::Poll, time::Duration};

use tokio::time::Instant;

pub async fn compare(jobs: &[impl AsyncFn()]) -> Comparison {
    let mut in_turn = Duration::ZERO;
    let mut jobs_left = jobs;
    while let [job, rest @ ..] = jobs_left {
        let start = Instant::now();
        job().await;
        in_turn += start.elapsed();
        jobs_left = rest;
    }
    let start = Instant::now();
    let mut running: Vec<_> = jobs.iter().map(|job| Box::pin(job())).collect();
    std::future::poll_fn(|cx| {
        running.retain_mut(|job| job.as_mut().poll(cx).is_pending());
        if running.is_empty() { Poll::Ready(()) } else { Poll::Pending }
    })
    .await;
    Comparison { in_turn, together: start.elapsed() }
}
