//! The limits of a check under the paused clock, which jumps ahead as soon as nothing is left to do.

use std::cell::Cell;
use std::future::poll_fn;
use std::pin::pin;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use tokio::time::Instant;

use crate::recording::Recording;
use crate::report::{Report, expected};

/// The virtual time after which a check under [`paused`](super::paused) fails.
pub const MAX_VIRTUAL_TIME: Duration = Duration::from_secs(60 * 60);

/// The number of polls after which a check fails if the clock has not moved meanwhile.
pub const MAX_POLLS_AT_ONCE: usize = 100_000;

/// The limit of a check, and how far it has come.
#[derive(Debug)]
pub(super) struct Limits {
    virtual_time: Duration,
    polls: AtomicU64,
}

impl Limits {
    pub(super) fn new(virtual_time: Duration) -> Limits {
        Limits { virtual_time, polls: AtomicU64::new(0) }
    }

    /// Returns the number of polls of the check.
    pub(super) fn polls(&self) -> u64 {
        self.polls.load(Ordering::Relaxed)
    }
}

/// Runs the check, and fails if it waits or polls for ever. The trace is taken while all its futures are still alive.
pub(super) async fn bounded(check: impl Future<Output = ()>, recording: &Recording, limits: &Limits) {
    let mut check = pin!(check);
    let mut limit = pin!(tokio::time::sleep(limits.virtual_time));
    let (moment, polls) = (Cell::new(Instant::now()), Cell::new(0));
    poll_fn(|cx| {
        let now = Instant::now();
        if moment.replace(now) != now {
            polls.set(0);
        }
        polls.set(polls.get() + 1);
        limits.polls.fetch_add(1, Ordering::Relaxed);
        // Checked before the check is polled, or the last poll in the picture would be one that the limit caused.
        if limit.as_mut().poll(cx).is_ready() {
            waits_for_ever(recording, limits.virtual_time).fail(recording);
        }
        if polls.get() >= MAX_POLLS_AT_ONCE {
            polls_for_ever(&format!("{MAX_POLLS_AT_ONCE} polls")).fail(recording);
        }
        check.as_mut().poll(cx)
    })
    .await;
}

/// Returns the verdict on a busy loop that has made `polls`.
pub(super) fn polls_for_ever(polls: &str) -> Report {
    expected("the check comes to an end")
        .but(format!("it polls for ever without waiting: after {polls} at one moment, no time had passed"))
        .looks_as_if("something wakes itself and returns `Pending`, instead of waiting for a timer or a message")
}

/// Returns the verdict on a check that reached the limit of virtual time.
fn waits_for_ever(recording: &Recording, limit: Duration) -> Report {
    let last = recording.trace().events.last().map_or(Duration::ZERO, |event| event.at);
    // Code with timers goes on until the limit. A wait that nothing ends leaves silence until then.
    if last < limit / 2 {
        expected("the check comes to an end")
            .but(format!("it waits for something that never comes: after {last:?} nothing happened any more"))
            .looks_as_if(
                "a future returned `Pending` without keeping the waker, or each side waits for the other one to go first, or \
                 another thread is to wake it, for which a paused clock does not wait",
            )
    } else {
        let limit = if limit == MAX_VIRTUAL_TIME { "an hour".to_owned() } else { format!("{limit:?}") };
        expected("the check comes to an end").but(format!(
            "after {limit} of virtual time it was still going on; the last thing that happened came after {last:?}"
        ))
    }
}
