//! The thread of the test, which watches the check on its own thread from outside.

use std::sync::atomic::Ordering;
use std::sync::mpsc::{Receiver, RecvTimeoutError};
use std::time::Duration;

use super::Clock;
use super::paused::polls_for_ever;
use crate::recording::Recording;
use crate::report::{Report, expected};
use crate::view::LaneView;

/// How many events may be recorded at one moment of the clock: more than any check that ends makes.
const MOST_EVENTS_AT_ONCE: u64 = 2_000_000;

/// How long the watching thread sleeps between two looks.
const TURN: Duration = Duration::from_millis(100);

/// How many turns a poll may last, unless `POLLSCOPE_PATIENCE` gives another number of seconds.
const LONGEST_POLL: u32 = 200;

/// How many turns a check on the real clock may wait, unless `POLLSCOPE_PATIENCE` gives another number of seconds.
const LONGEST_WAIT: u32 = 50;

/// Waits until the check is done. Gives up, with a verdict, when it makes no progress.
#[track_caller]
pub(super) fn watch(recording: &Recording, clock: &Clock, done: &Receiver<()>) {
    let seconds = std::env::var("POLLSCOPE_PATIENCE").ok();
    let (longest_poll, longest_wait) =
        (patience(seconds.as_deref(), LONGEST_POLL), patience(seconds.as_deref(), LONGEST_WAIT));
    let (mut seen, mut turns_in_poll, mut turns_in_wait) = ((0, 0), 0, 0);
    let mut spent_before = processor_time();
    loop {
        match done.recv_timeout(TURN) {
            Ok(()) | Err(RecvTimeoutError::Disconnected) => return,
            Err(RecvTimeoutError::Timeout) => {}
        }
        // Spawned tasks spin without the check itself being polled; those in a lane can be counted from here.
        if recording.events_at_this_moment() >= MOST_EVENTS_AT_ONCE {
            polls_for_ever(&format!("{MOST_EVENTS_AT_ONCE} polls and wakes")).fail(recording);
        }
        let (polls, has_answered) = match clock {
            Clock::Paused => (0, false),
            Clock::Live(turns) => (turns.polls(), turns.ask()),
        };
        let progress = (recording.events_so_far(), polls);
        if progress != seen || recording.shared.is_told.load(Ordering::Relaxed) {
            (seen, turns_in_poll, turns_in_wait) = (progress, 0, 0);
            spent_before = processor_time();
            continue;
        }
        if has_answered {
            (turns_in_poll, turns_in_wait) = (0, turns_in_wait + 1);
        } else {
            turns_in_poll += 1;
        }
        if let Clock::Live(turns) = clock
            && turns_in_wait >= longest_wait
        {
            turns.give_up();
        }
        if turns_in_poll >= longest_poll {
            let spent = processor_time().zip(spent_before).map(|(now, before)| now.saturating_sub(before));
            never_returns(recording, TURN * longest_poll, spent).fail(recording);
        }
    }
}

fn patience(seconds: Option<&str>, default: u32) -> u32 {
    let turns_per_second = (1000 / TURN.as_millis()) as u32;
    seconds.and_then(|seconds| seconds.parse().ok()).map_or(default, |seconds: u32| seconds.max(1) * turns_per_second)
}

fn never_returns(recording: &Recording, waited: Duration, spent: Option<Duration>) -> Report {
    let trace = recording.trace();
    let polling = trace.lanes().filter(LaneView::is_being_polled).last();
    let who = polling.map_or_else(|| "a poll".to_owned(), |lane| format!("a poll of `{}`", lane.name()));
    let report = expected("every poll returns soon, so that others get their turn")
        .but(format!("{who} has not returned: nothing happened for {} s of real time", waited.as_secs()));
    let loops = "a loop goes round without ever waiting for anything";
    let blocks = "the thread is blocked: by `std::thread::sleep`, by a lock or a channel of the standard library, or by \
                  `block_on`";
    match spent {
        Some(spent) if spent > waited / 20 => report.looks_as_if(loops),
        Some(_) => report.looks_as_if(blocks),
        None => report.looks_as_if(format!("{loops}, or {blocks}")),
    }
}

/// The processor time that this process has used. Other tests of the process count in: it chooses between words, and
/// decides nothing.
#[cfg(unix)]
fn processor_time() -> Option<Duration> {
    rustix::time::clock_gettime(rustix::time::ClockId::ProcessCPUTime).try_into().ok()
}

/// No safe library tells it here.
#[cfg(not(unix))]
fn processor_time() -> Option<Duration> {
    None
}
