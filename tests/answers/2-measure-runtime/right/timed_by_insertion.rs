//! Task: timed
//! Each time is put in its place as it comes.

pub use solution::*;

use std::num::NonZeroUsize;
use tokio::time::Instant;

pub async fn timed(runs: NonZeroUsize, mut job: impl AsyncFnMut()) -> Timings {
    let mut took = vec![];
    for run in 0..=runs.get() {
        let start = Instant::now();
        job().await;
        let time = start.elapsed();
        if run > 0 {
            took.insert(took.partition_point(|other| *other < time), time);
        }
    }
    let middle = took.len() / 2;
    let median = if took.len() % 2 == 1 { took[middle] } else { (took[middle - 1] + took[middle]) / 2 };
    Timings { min: took[0], median, max: took[took.len() - 1] }
}
