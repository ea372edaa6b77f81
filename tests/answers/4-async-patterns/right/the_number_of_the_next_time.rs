//! Task: run_every
//! The times have numbers: the next one follows from the time that has passed.

pub use solution::*;

use std::time::Duration;
use tokio::time::{Instant, timeout};
use tokio_util::sync::CancellationToken;

pub async fn run_every(period: Duration, token: &CancellationToken, mut job: impl AsyncFnMut()) -> Beats {
    if period < Duration::from_millis(1) {
        panic!("{period:?} is shorter than the timers can be");
    }
    let start = Instant::now();
    let (mut beats, mut number) = (Beats::default(), 0_u64);
    loop {
        let due = period.as_nanos().saturating_mul(number.into());
        let due = Duration::from_nanos(due.try_into().unwrap_or(u64::MAX));
        let wait = due.saturating_sub(start.elapsed());
        // A timeout is the normal case: nobody has cancelled.
        if token.is_cancelled() || (!wait.is_zero() && timeout(wait, token.cancelled()).await.is_ok()) {
            break beats;
        }
        job().await;
        let now = start.elapsed().as_nanos().div_ceil(period.as_nanos()) as u64;
        beats.ran += 1;
        beats.skipped += now.saturating_sub(number + 1) as usize;
        number = now.max(number + 1);
    }
}
