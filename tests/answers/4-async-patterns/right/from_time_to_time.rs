//! Task: run_every
//! It counts the times that are over, one by one.

pub use solution::*;

use std::time::Duration;
use tokio::time::{Instant, sleep};
use tokio_util::sync::CancellationToken;

pub async fn run_every(period: Duration, token: &CancellationToken, mut job: impl AsyncFnMut()) -> Beats {
    assert!(period.as_millis() > 0, "the period must be a millisecond or more");
    let begin = Instant::now();
    let mut beats = Beats { ran: 0, skipped: 0 };
    let mut due = Some(Duration::ZERO);
    loop {
        let wait = due.map_or(Duration::MAX, |due| due.saturating_sub(begin.elapsed()));
        tokio::select! {
            biased;
            () = token.cancelled() => return beats,
            () = sleep(wait) => {}
        }
        job().await;
        beats.ran += 1;
        due = due.and_then(|due| due.checked_add(period));
        while let Some(late) = due.filter(|due| *due < begin.elapsed()) {
            beats.skipped += 1;
            due = late.checked_add(period);
        }
    }
}
