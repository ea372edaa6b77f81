//! The watchdog: the thread of the test watches the check, which runs on a thread of its own.

use std::sync::atomic::Ordering;
use std::sync::mpsc::{Receiver, RecvTimeoutError};
use std::time::Duration;

use super::Mode;
use super::paused::polls_for_ever;
use super::queue::ProcessorQueue;
use crate::recording::Recording;
use crate::report::{Report, expected};

/// The number of events at one moment of the clock that counts as a busy loop: more than any check that ends makes.
const MAX_EVENTS_AT_ONCE: u64 = 2_000_000;

/// The time between two looks at the check: one turn.
const POLL_INTERVAL: Duration = Duration::from_millis(100);

/// The number of turns that a poll may last, unless `POLLSCOPE_PATIENCE` says another number of seconds.
const MAX_TURNS_IN_POLL: u32 = 200;

/// The number of turns after which the processor time may tell that a poll never returns: see [`is_not_starved`].
const MIN_TURNS_IN_POLL: u32 = 100;

/// The factor by which a check may take longer on a machine that gives it no processor.
const MAX_DELAY: u32 = 4;

/// The number of turns that a check on the real clock may wait, unless `POLLSCOPE_PATIENCE` says another number of
/// seconds.
const MAX_TURNS_IN_WAIT: u32 = 50;

/// Waits until the check is done. Fails with a verdict if it makes no progress.
#[track_caller]
pub(super) fn watch(recording: &Recording, mode: &Mode, queue: &ProcessorQueue, done: &Receiver<()>) {
    let seconds = std::env::var("POLLSCOPE_PATIENCE").ok();
    let (max_in_poll, max_in_wait) =
        (turns(seconds.as_deref(), MAX_TURNS_IN_POLL), turns(seconds.as_deref(), MAX_TURNS_IN_WAIT));
    let min_in_poll = if seconds.is_none() { MIN_TURNS_IN_POLL } else { max_in_poll };
    let (mut last_progress, mut turns_in_poll, mut turns_in_wait, mut missed_turns) = ((0, 0), 0, 0, 0);
    let (mut cpu_time_before, mut queued_before) = (cpu_time(), queue.waited());
    loop {
        match done.recv_timeout(POLL_INTERVAL) {
            Ok(()) | Err(RecvTimeoutError::Disconnected) => return,
            Err(RecvTimeoutError::Timeout) => {}
        }
        // A spawned task can be in a busy loop while the check itself is not polled. If it is in a lane, its events count.
        if recording.events_at_current_time() >= MAX_EVENTS_AT_ONCE {
            polls_for_ever(&format!("{MAX_EVENTS_AT_ONCE} polls and wakes")).fail(recording);
        }
        let (polls, is_answered) = match mode {
            Mode::Paused(limits) => (limits.polls(), false),
            Mode::Live(heartbeat) => (heartbeat.polls(), heartbeat.request()),
        };
        let progress = (recording.event_count(), polls);
        if progress != last_progress || recording.shared.is_reporting.load(Ordering::Relaxed) {
            (last_progress, turns_in_poll, turns_in_wait, missed_turns) = (progress, 0, 0, 0);
            (cpu_time_before, queued_before) = (cpu_time(), queue.waited());
            continue;
        }
        if is_answered {
            (turns_in_poll, turns_in_wait) = (0, turns_in_wait + 1);
        } else {
            turns_in_poll += 1;
        }
        if let Mode::Live(heartbeat) = mode
            && turns_in_wait >= max_in_wait
        {
            heartbeat.give_up();
        }
        if turns_in_poll >= max_in_poll.min(min_in_poll) {
            // On a busy machine the check had no processor for some of them. It gets as many more.
            let queued = queue.waited();
            let missed = turns_of(queued.saturating_sub(queued_before)).min(turns_in_poll);
            if missed > 0 && missed_turns < MAX_DELAY.saturating_mul(max_in_poll) {
                (turns_in_poll, missed_turns) = (turns_in_poll - missed, missed_turns.saturating_add(missed));
                queued_before = queued;
                continue;
            }
            let waited = POLL_INTERVAL * turns_in_poll;
            let used = cpu_time().zip(cpu_time_before).map(|(now, before)| now.saturating_sub(before));
            if turns_in_poll >= max_in_poll || used.is_some_and(|used| is_not_starved(used, waited)) {
                never_returns(recording, waited, used).fail(recording);
            }
        }
    }
}

/// Returns the number of whole turns in a time.
fn turns_of(time: Duration) -> u32 {
    u32::try_from(time.as_millis() / POLL_INTERVAL.as_millis()).unwrap_or(u32::MAX)
}

/// Returns the turns in a number of seconds from the environment (at least one), or else the default.
fn turns(seconds: Option<&str>, default: u32) -> u32 {
    let turns_per_second = (1000 / POLL_INTERVAL.as_millis()) as u32;
    seconds.and_then(|seconds| seconds.parse().ok()).map_or(default, |seconds: u32| seconds.max(1) * turns_per_second)
}

/// Returns whether the processor time of the process excludes that its poll works, and seldom gets the processor: it has worked
/// all the time, or slept all the time.
fn is_not_starved(used: Duration, waited: Duration) -> bool {
    used >= waited || used <= waited / 100
}

/// Returns the verdict on a poll that has not returned after `waited`, in which the process used `cpu_time`.
fn never_returns(recording: &Recording, waited: Duration, cpu_time: Option<Duration>) -> Report {
    let trace = recording.trace();
    let polling = trace.lane_being_polled();
    let who = polling.map_or_else(|| "a poll".to_owned(), |lane| format!("a poll of `{lane}`"));
    expected("every poll returns soon, so that others get their turn")
        .but(format!("{who} has not returned: nothing happened for {} s of real time", waited.as_secs()))
        .looks_as_if(cause(waited, cpu_time))
}

/// Returns the cause for which a poll does not return. A loop on a busy machine has little of the processor, but not nothing.
fn cause(waited: Duration, cpu_time: Option<Duration>) -> String {
    let loops = "a loop goes round without ever waiting for anything, or the work is far more than it needs to be, as with a \
                 loop over all items for each of them";
    let blocks = "the thread is blocked: by `std::thread::sleep`, by a lock or a channel of the standard library, or by \
                  `block_on`";
    match cpu_time {
        Some(used) if used > waited / 20 => loops.to_owned(),
        Some(used) if used <= waited / 100 => blocks.to_owned(),
        _ => format!("{loops}, or {blocks}"),
    }
}

/// Returns the CPU time that this process has used. Other tests of the process count too, so it may choose the words of
/// a verdict, but never decide one.
#[cfg(unix)]
fn cpu_time() -> Option<Duration> {
    rustix::time::clock_gettime(rustix::time::ClockId::ProcessCPUTime).try_into().ok()
}

/// Returns `None`: no safe library knows the CPU time on this system.
#[cfg(not(unix))]
fn cpu_time() -> Option<Duration> {
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_poll_that_seldom_gets_the_processor_is_given_more_time() {
        let waited = Duration::from_secs(10);
        let of = |millis| is_not_starved(Duration::from_millis(millis), waited);
        assert!(of(0) && of(100), "it sleeps");
        assert!(of(10_000) && of(20_000), "it works, also on two threads");
        assert!(!of(101) && !of(9_999), "it may wait for the processor");
    }

    #[test]
    fn a_loop_is_told_from_a_blocked_thread_by_the_processor_time() {
        let of = |millis: Option<u64>| cause(Duration::from_secs(10), millis.map(Duration::from_millis));
        let words = |cause: &str| (cause.contains("a loop goes round"), cause.contains("the thread is blocked"));
        assert_eq!(words(&of(Some(10_000))), (true, false));
        assert_eq!(words(&of(Some(3))), (false, true));
        assert_eq!([of(Some(300)), of(None)].map(|cause| words(&cause)), [(true, true); 2]);
    }

    #[test]
    fn only_whole_turns_count() {
        assert_eq!(turns_of(Duration::from_millis(99)), 0);
        assert_eq!(turns_of(Duration::from_millis(250)), 2);
        assert_eq!(turns_of(Duration::MAX), u32::MAX);
    }

    #[test]
    fn another_number_of_seconds_is_kept_to() {
        assert_eq!(turns(None, MAX_TURNS_IN_POLL), 200);
        assert_eq!(turns(Some("3"), MAX_TURNS_IN_POLL), 30);
        assert_eq!(turns(Some("0"), MAX_TURNS_IN_POLL), 10);
        assert_eq!(turns(Some("soon"), MAX_TURNS_IN_POLL), 200);
    }
}
