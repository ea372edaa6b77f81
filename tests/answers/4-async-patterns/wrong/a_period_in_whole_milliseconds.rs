//! Fails: run_every::a_period_need_not_be_a_whole_number_of_milliseconds
//! Says: the period is rounded
//! The period is cut to whole milliseconds.

pub use solution::*;

use std::time::Duration;
use tokio::time::{Instant, sleep, sleep_until};
use tokio_util::sync::CancellationToken;

pub async fn run_every(period: Duration, token: &CancellationToken, mut job: impl AsyncFnMut()) -> Beats {
    assert!(period >= Duration::from_millis(1), "a period of less than a millisecond");
    let start = Instant::now();
    let period = period.as_millis();
    let mut beats = Beats::default();
    let mut number: u128 = 0;
    while !token.is_cancelled() {
        job().await;
        beats.ran += 1;
        let passed = start.elapsed().as_nanos().div_ceil(period * 1_000_000);
        let next = passed.max(number + 1);
        beats.skipped += (next - number - 1) as usize;
        number = next;
        let due =
            u64::try_from(period * number).ok().and_then(|millis| start.checked_add(Duration::from_millis(millis)));
        let wait = async {
            match due {
                Some(due) => sleep_until(due).await,
                None => sleep(Duration::MAX).await,
            }
        };
        tokio::select! {
            biased;
            () = token.cancelled() => break,
            () = wait => {}
        }
    }
    beats
}
