//! Fails: run_every::a_cancellation_lets_a_run_end_and_begins_no_other
//! Says: ask the token first
//! A `select!` draws lots between the token and a run that is due.

pub use solution::*;

use std::time::Duration;
use tokio::time::{Instant, sleep};
use tokio_util::sync::CancellationToken;

pub async fn run_every(period: Duration, token: &CancellationToken, mut job: impl AsyncFnMut()) -> Beats {
    assert!(period >= Duration::from_millis(1), "{period:?} is too short");
    let (start, mut beats, mut due) = (Instant::now(), Beats::default(), Duration::ZERO);
    loop {
        tokio::select! {
            () = token.cancelled() => break,
            () = sleep(due.saturating_sub(start.elapsed())) => {}
        }
        job().await;
        beats.ran += 1;
        due = due.saturating_add(period);
        let late = start.elapsed().saturating_sub(due).as_nanos().div_ceil(period.as_nanos());
        due += Duration::from_nanos((late * period.as_nanos()) as u64);
        beats.skipped += late as usize;
    }
    beats
}
