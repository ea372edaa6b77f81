//! Task: load
//! It keeps when each job begins and ends, and calculates afterwards.

pub use solution::*;

use std::num::NonZeroUsize;
use std::time::Duration;

use futures::{StreamExt as _, stream};
use tokio::time::Instant;

pub async fn load(jobs: &[impl AsyncFn()], limit: NonZeroUsize) -> Load {
    let begin = Instant::now();
    let times = stream::iter(jobs)
        .map(async |job| {
            let called = Instant::now();
            job().await;
            (called, Instant::now())
        })
        .buffer_unordered(limit.get());
    let times: Vec<(Instant, Instant)> = times.collect().await;
    let running_at = |moment: Instant| times.iter().filter(|(from, to)| *from <= moment && moment < *to).count();
    Load {
        took: begin.elapsed(),
        busy: times.iter().map(|(from, to)| *to - *from).sum::<Duration>(),
        peak: times.iter().map(|(from, _)| running_at(*from)).max().unwrap_or(0),
    }
}
