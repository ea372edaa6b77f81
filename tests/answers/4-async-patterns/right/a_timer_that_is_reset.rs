//! Task: run_every
//! One timer for all times.

pub use solution::*;

use std::pin::pin;
use std::time::Duration;
use tokio::time::{Instant, sleep};
use tokio_util::sync::CancellationToken;

pub async fn run_every(period: Duration, token: &CancellationToken, mut job: impl AsyncFnMut()) -> Beats {
    assert!(period >= Duration::from_millis(1));
    let mut due = Instant::now();
    let mut timer = pin!(sleep(Duration::ZERO));
    let mut beats = Beats::default();
    if token.is_cancelled() {
        return beats;
    }
    loop {
        job().await;
        beats.ran += 1;
        let late = due.elapsed().as_nanos();
        let periods = late.div_ceil(period.as_nanos()).max(1) as u32;
        beats.skipped += periods as usize - 1;
        match period.checked_mul(periods).and_then(|step| due.checked_add(step)) {
            Some(next) => {
                due = next;
                timer.as_mut().reset(due);
            }
            None => timer.set(sleep(Duration::MAX)),
        }
        if token.run_until_cancelled(timer.as_mut()).await.is_none() {
            return beats;
        }
    }
}
