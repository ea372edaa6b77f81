//! Fails: timed::gives_the_fastest_the_middle_and_the_slowest_run
//! Says: the mean is taken instead of the median
//! One slow run moves the mean, and leaves the median alone.

pub use solution::*;

use std::num::NonZeroUsize;
use std::time::Duration;
use tokio::time::Instant;

pub async fn timed(runs: NonZeroUsize, mut job: impl AsyncFnMut()) -> Timings {
    job().await;
    let mut took = Vec::new();
    for _ in 0..runs.get() {
        let start = Instant::now();
        job().await;
        took.push(start.elapsed());
    }
    let mean = took.iter().sum::<Duration>() / took.len() as u32;
    Timings { min: *took.iter().min().unwrap(), median: mean, max: *took.iter().max().unwrap() }
}
