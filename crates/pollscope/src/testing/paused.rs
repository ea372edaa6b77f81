//! A check under the paused clock, which tells by itself when nothing is left to do.

use std::cell::Cell;
use std::future::poll_fn;
use std::pin::pin;
use std::time::Duration;

use tokio::time::Instant;

use crate::recording::Recording;
use crate::report::{Report, expected};

/// How much virtual time a check may take.
pub const LONGEST: Duration = Duration::from_secs(60 * 60);

/// How often a check may be polled at one moment of the clock.
pub const MOST_POLLS_AT_ONCE: usize = 100_000;

/// Drives the check, and ends it when it waits or polls for ever. The trace is taken while all its futures still live.
pub(super) async fn bounded(check: impl Future<Output = ()>, recording: &Recording) {
    let mut check = pin!(check);
    let mut limit = pin!(tokio::time::sleep(LONGEST));
    let (moment, polls) = (Cell::new(Instant::now()), Cell::new(0));
    poll_fn(|cx| {
        let now = Instant::now();
        if moment.replace(now) != now {
            polls.set(0);
        }
        polls.set(polls.get() + 1);
        // Before the check: a poll that only the limit has caused would be the last thing in the picture.
        if limit.as_mut().poll(cx).is_ready() {
            waits_for_ever(recording).fail(recording);
        }
        if polls.get() >= MOST_POLLS_AT_ONCE {
            polls_for_ever(&format!("{MOST_POLLS_AT_ONCE} polls")).fail(recording);
        }
        check.as_mut().poll(cx)
    })
    .await;
}

pub(super) fn polls_for_ever(so_often: &str) -> Report {
    expected("the check comes to an end")
        .but(format!("it polls for ever without waiting: after {so_often} at one moment, no time had passed"))
        .looks_as_if("something wakes itself and returns `Pending`, instead of waiting for a timer or a message")
}

fn waits_for_ever(recording: &Recording) -> Report {
    let last = recording.trace().events.last().map_or(Duration::ZERO, |event| event.at);
    // Whatever still had a timer went on until the limit; a wait that nothing ends left an hour of silence.
    if last < LONGEST / 2 {
        expected("the check comes to an end")
            .but(format!("it waits for something that never comes: after {last:?} nothing happened any more"))
            .looks_as_if(
                "a future returned `Pending` without keeping the waker, or each side waits for the other one to go first",
            )
    } else {
        expected("the check comes to an end").but(format!(
            "after an hour of virtual time it was still going on; the last thing that happened came after {last:?}"
        ))
    }
}
