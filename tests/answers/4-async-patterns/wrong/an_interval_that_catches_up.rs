//! Fails: run_every::skips_the_times_at_which_a_run_is_under_way
//! Says: that is `Burst`
//! By default an `Interval` makes up for every tick that was missed, one right after the other.

pub use solution::*;

use std::time::Duration;
use tokio::time::interval;
use tokio_util::sync::CancellationToken;

pub async fn run_every(period: Duration, token: &CancellationToken, mut job: impl AsyncFnMut()) -> Beats {
    assert!(period >= Duration::from_millis(1));
    let (mut beats, mut ticks) = (Beats::default(), interval(period));
    while token.run_until_cancelled(ticks.tick()).await.is_some() {
        job().await;
        beats.ran += 1;
    }
    beats
}
