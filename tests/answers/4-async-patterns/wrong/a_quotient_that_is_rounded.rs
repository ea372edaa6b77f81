//! Fails: run_every::a_run_that_ends_just_when_the_next_one_is_due_is_not_too_long
//! Says: a quotient of times is rounded
//! The quotient of two floating-point numbers, rounded up, is one too many for some exact multiples.

pub use solution::*;

use std::time::Duration;
use tokio::time::{Instant, sleep, sleep_until};
use tokio_util::sync::CancellationToken;

pub async fn run_every(period: Duration, token: &CancellationToken, mut job: impl AsyncFnMut()) -> Beats {
    assert!(period >= Duration::from_millis(1), "a period of less than a millisecond");
    let start = Instant::now();
    let mut beats = Beats::default();
    let mut number: u128 = 0;
    while !token.is_cancelled() {
        job().await;
        beats.ran += 1;
        let passed = (start.elapsed().as_secs_f64() / period.as_secs_f64()).ceil() as u128;
        let next = passed.max(number + 1);
        beats.skipped += (next - number - 1) as usize;
        number = next;
        let nanos = period.as_nanos().saturating_mul(number);
        let due = u64::try_from(nanos / 1_000_000_000)
            .ok()
            .and_then(|seconds| start.checked_add(Duration::new(seconds, (nanos % 1_000_000_000) as u32)));
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
