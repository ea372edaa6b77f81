//! Fails: run_every::skips_the_times_at_which_a_run_is_under_way
//! Says: late tick of `Skip`
//! `Skip` leaves out ticks, but the first one after a long run comes late, and at once.

pub use solution::*;

use std::time::Duration;
use tokio::time::{MissedTickBehavior, interval};
use tokio_util::sync::CancellationToken;

pub async fn run_every(period: Duration, token: &CancellationToken, mut job: impl AsyncFnMut()) -> Beats {
    assert!(period >= Duration::from_millis(1));
    let (mut beats, mut ticks) = (Beats::default(), interval(period));
    ticks.set_missed_tick_behavior(MissedTickBehavior::Skip);
    while token.run_until_cancelled(ticks.tick()).await.is_some() {
        job().await;
        beats.ran += 1;
    }
    beats
}
