//! Fails: run_every::runs_at_each_multiple_of_the_period
//! Says: the time is counted from the end of the run before
//! The time of each run comes on top, and the job drifts.

pub use solution::*;

use std::time::Duration;
use tokio::time::sleep;
use tokio_util::sync::CancellationToken;

pub async fn run_every(period: Duration, token: &CancellationToken, mut job: impl AsyncFnMut()) -> Beats {
    assert!(period >= Duration::from_millis(1));
    let mut beats = Beats::default();
    while !token.is_cancelled() {
        job().await;
        beats.ran += 1;
        token.run_until_cancelled(sleep(period)).await;
    }
    beats
}
