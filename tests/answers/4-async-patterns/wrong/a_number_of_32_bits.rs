//! Fails: run_every::any_number_of_times_can_be_skipped
//! Says: cut to 32 bits
//! The number of the periods is a `u32`, because a `Duration` is multiplied by one.

pub use solution::*;

use std::time::Duration;
use tokio::time::{Instant, sleep};
use tokio_util::sync::CancellationToken;

pub async fn run_every(period: Duration, token: &CancellationToken, mut job: impl AsyncFnMut()) -> Beats {
    assert!(period >= Duration::from_millis(1), "{period:?} is too short");
    let (start, mut beats, mut due) = (Instant::now(), Beats::default(), Duration::ZERO);
    while token.run_until_cancelled(sleep(due.saturating_sub(start.elapsed()))).await.is_some() {
        job().await;
        beats.ran += 1;
        due = due.saturating_add(period);
        let late = start.elapsed().saturating_sub(due).as_nanos().div_ceil(period.as_nanos());
        due += period * late as u32;
        beats.skipped += late as usize;
    }
    beats
}
