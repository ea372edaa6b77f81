//! Fails: load::keeps_two_calls_apart
//! Says: they share something
//! Counts in a static, which two loads at the same time share.

pub use solution::*;

use std::{
    num::NonZeroUsize,
    sync::atomic::{AtomicUsize, Ordering::SeqCst},
    time::Duration,
};

use futures::{StreamExt, stream};
use tokio::time::Instant;

thread_local! { static RUNNING: AtomicUsize = const { AtomicUsize::new(0) }; }
pub async fn load(jobs: &[impl AsyncFn()], limit: NonZeroUsize) -> Load {
    let begin = Instant::now();
    RUNNING.with(|r| r.store(0, SeqCst));
    let times: Vec<(usize, Duration)> = stream::iter(jobs)
        .map(|job| {
            let start = Instant::now();
            let running = RUNNING.with(|r| r.fetch_add(1, SeqCst)) + 1;
            let job = job();
            async move {
                job.await;
                RUNNING.with(|r| r.fetch_sub(1, SeqCst));
                (running, start.elapsed())
            }
        })
        .buffer_unordered(limit.get())
        .collect()
        .await;
    Load {
        took: begin.elapsed(),
        busy: times.iter().map(|t| t.1).sum(),
        peak: times.iter().map(|t| t.0).max().unwrap_or(0),
    }
}
