//! Fails: run_every::skips_the_times_at_which_a_run_is_under_way
//! Says: that one is given up
//! A run that takes more than a minute is given up.

pub use solution::*;

use std::time::Duration;
use tokio::time::{Instant, sleep, timeout};
use tokio_util::sync::CancellationToken;

pub async fn run_every(period: Duration, token: &CancellationToken, mut job: impl AsyncFnMut()) -> Beats {
    assert!(period >= Duration::from_millis(1), "{period:?} is too short");
    let (start, mut beats, mut due) = (Instant::now(), Beats::default(), Duration::ZERO);
    while token.run_until_cancelled(sleep(due.saturating_sub(start.elapsed()))).await.is_some() {
        let _ = timeout(Duration::from_secs(60), job()).await;
        beats.ran += 1;
        due = due.saturating_add(period);
        let late = start.elapsed().saturating_sub(due).as_nanos().div_ceil(period.as_nanos());
        due += Duration::from_nanos((late * period.as_nanos()) as u64);
        beats.skipped += late as usize;
    }
    beats
}
