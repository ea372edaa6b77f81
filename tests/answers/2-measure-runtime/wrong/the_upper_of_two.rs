//! Fails: timed::the_median_of_an_even_number_is_between_the_two_in_the_middle
//! Says: only one of the two runs in the middle is taken
//! `len / 2` alone takes the upper one.

pub use solution::*;

use std::num::NonZeroUsize;
use tokio::time::Instant;

pub async fn timed(runs: NonZeroUsize, mut job: impl AsyncFnMut()) -> Timings {
    job().await;
    let mut took = Vec::new();
    for _ in 0..runs.get() {
        let start = Instant::now();
        job().await;
        took.push(start.elapsed());
    }
    took.sort_unstable();
    Timings { min: took[0], median: took[took.len() / 2], max: took[took.len() - 1] }
}
