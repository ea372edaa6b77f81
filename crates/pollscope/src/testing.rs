//! Checks under tokio's paused clock, with a verdict for code that hangs.
//!
//! In async code a hang is the usual wrong answer. [`paused`] tells three kinds apart:
//!
//! - *waiting for ever*: nothing is left that could wake the check. With nothing else to do, the paused clock jumps to
//!   the limit of one hour, at once.
//! - *polling for ever*: the check is polled again and again while no time passes. It is counted, not timed.
//! - *a poll that never returns*: an endless loop, or something that blocks the thread. Only this needs the real
//!   clock. It is measured in turns of a watching thread that see no progress, so that a machine which is too busy to
//!   run the check is too busy to run the watch as well.

use std::cell::Cell;
use std::future::poll_fn;
use std::pin::pin;
use std::sync::mpsc::{self, RecvTimeoutError};
use std::thread;
use std::time::Duration;

use tokio::time::Instant;

use crate::guard::Guard;
use crate::recording::Recording;
use crate::report::{Report, expected};
use crate::view::LaneView;

/// How much virtual time a check may take.
pub const LONGEST: Duration = Duration::from_secs(60 * 60);

/// How often a check may be polled at one moment of the clock.
pub const MOST_POLLS_AT_ONCE: usize = 100_000;

/// How many events may be recorded at one moment of the clock: more than any check that ends makes.
const MOST_EVENTS_AT_ONCE: u64 = 2_000_000;

/// How long the watching thread sleeps between two looks.
const TURN: Duration = Duration::from_millis(100);

/// How many turns may pass without progress, unless `POLLSCOPE_PATIENCE` gives another number of seconds.
const PATIENCE: u32 = 200;

/// Runs `check` under tokio's paused clock, in a current-thread runtime on a thread of its own, with a recording that
/// is on for all that it does.
///
/// The trace is written to the folder of traces (see [`Guard`]), under the path of the test that calls. With
/// `POLLSCOPE_SHOW=always` the picture is printed also when the check passes; where `POLLSCOPE_REFERENCE` names a folder
/// with a trace of the same file name, that one stands below.
///
/// A test should call this once: a second call writes its trace over that of the first one.
///
/// # Panics
///
/// When the check does, with the same message and then the picture; and when it hangs, with a verdict that says how.
/// A thread that never returns from a poll is left behind, so that other tests go on.
#[track_caller]
pub fn paused<C>(check: C)
where
    C: AsyncFnOnce(Recording) + Send + 'static,
{
    let name = test_name::<C>();
    let (recording_out, recording_in) = mpsc::channel();
    let (done_out, done_in) = mpsc::channel::<()>();
    let body = move || {
        // Dropped last, after the runtime and all that was spawned in it: the verdict is given by then.
        let _done = done_out;
        run(check, &name, &recording_out);
    };
    // The name is what a panic message calls the thread.
    let thread_name = thread::current().name().unwrap_or("check").to_owned();
    let running = thread::Builder::new().name(thread_name).spawn(body).expect("the system can start a thread");
    // Only a thread that could not even begin sends no recording; joining it shows its panic.
    if let Ok(recording) = recording_in.recv() {
        watch(&recording, &done_in);
    }
    if let Err(panic) = running.join() {
        std::panic::resume_unwind(panic);
    }
}

/// The path of the function in which the check was written, without the crate: `task::test`.
///
/// The thread's name would do as well, but for `--test-threads=1`, which runs every test on the main thread.
fn test_name<C>() -> String {
    let path = std::any::type_name::<C>();
    let path = path.split("::{{closure}}").next().unwrap_or(path);
    path.split_once("::").map_or(path, |(_, rest)| rest).to_owned()
}

fn run<C: AsyncFnOnce(Recording)>(check: C, name: &str, recording_out: &mpsc::Sender<Recording>) {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_time()
        .start_paused(true)
        .build()
        .expect("a runtime without input and output needs nothing of the system");
    runtime.block_on(async {
        let recording = Recording::start();
        // The other end may be gone already if its thread panics; then nobody watches.
        let _ = recording_out.send(recording.clone());
        let _guard = Guard::new(&recording, name);
        let _entered = recording.enter();
        bounded(check(recording.clone()), &recording).await;
    });
}

/// Drives the check, and ends it when it waits or polls for ever. The trace is taken while all its futures still live.
async fn bounded(check: impl Future<Output = ()>, recording: &Recording) {
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

fn polls_for_ever(so_often: &str) -> Report {
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

/// Waits until the check is done. Gives up, with a verdict, when it makes no progress.
#[track_caller]
fn watch(recording: &Recording, done: &mpsc::Receiver<()>) {
    let patience = patience(std::env::var("POLLSCOPE_PATIENCE").ok().as_deref());
    let (mut seen, mut idle_turns) = (0, 0);
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
        let events = recording.events_so_far();
        if events != seen {
            (seen, idle_turns) = (events, 0);
            spent_before = processor_time();
            continue;
        }
        idle_turns += 1;
        if idle_turns >= patience {
            let spent = processor_time().zip(spent_before).map(|(now, before)| now.saturating_sub(before));
            never_returns(recording, TURN * patience, spent).fail(recording);
        }
    }
}

fn patience(seconds: Option<&str>) -> u32 {
    let turns_per_second = (1000 / TURN.as_millis()) as u32;
    seconds.and_then(|seconds| seconds.parse().ok()).map_or(PATIENCE, |seconds: u32| seconds.max(1) * turns_per_second)
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
