//! Fails: run_every::counts_the_periods_from_the_first_poll
//! Says: the time counts from the call
//! A plain function takes the time, and returns a future.

pub use solution::*;

use std::time::Duration;
use tokio::time::{Instant, sleep};
use tokio_util::sync::CancellationToken;

pub fn run_every(
    period: Duration,
    token: &CancellationToken,
    mut job: impl AsyncFnMut(),
) -> impl Future<Output = Beats> {
    let start = Instant::now();
    async move {
        assert!(period >= Duration::from_millis(1), "{period:?} is too short");
        let (mut beats, mut due) = (Beats::default(), Duration::ZERO);
        while token.run_until_cancelled(sleep(due.saturating_sub(start.elapsed()))).await.is_some() {
            job().await;
            beats.ran += 1;
            due = due.saturating_add(period);
            let late = start.elapsed().saturating_sub(due).as_nanos().div_ceil(period.as_nanos());
            due += Duration::from_nanos((late * period.as_nanos()) as u64);
            beats.skipped += late as usize;
        }
        beats
    }
}
