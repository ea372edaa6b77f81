//! Fails: run_every::a_cancellation_lets_a_run_end_and_begins_no_other
//! Says: a run is dropped half-way
//! The token is around the whole loop, and so around the job.

pub use solution::*;

use std::cell::Cell;
use std::time::Duration;
use tokio::time::{Instant, sleep_until};
use tokio_util::sync::CancellationToken;

pub async fn run_every(period: Duration, token: &CancellationToken, mut job: impl AsyncFnMut()) -> Beats {
    let (ran, skipped) = (Cell::new(0), Cell::new(0));
    let running = async {
        let mut due = Instant::now();
        loop {
            sleep_until(due).await;
            job().await;
            ran.set(ran.get() + 1);
            due += period;
            while due < Instant::now() {
                due += period;
                skipped.set(skipped.get() + 1);
            }
        }
    };
    token.run_until_cancelled::<std::pin::Pin<Box<dyn Future<Output = ()>>>>(Box::pin(running)).await;
    Beats { ran: ran.get(), skipped: skipped.get() }
}
