//! Checks with a verdict for code that hangs.
//!
//! In async code a hang is the usual wrong answer. Three kinds are told apart:
//!
//! - *waiting for ever*: nothing is left that could wake the check. Under [`paused`] the clock of tokio, with nothing
//!   else to do, jumps to the limit of one hour, at once. Under [`live`] it takes some seconds without any progress.
//! - *polling for ever*: the check is polled again and again while no time passes. It is counted, not timed.
//! - *a poll that never returns*: an endless loop, or something that blocks the thread. It is measured in turns of a
//!   watching thread that see no progress, so that a machine which is too busy to run the check is too busy to run the
//!   watch as well.

mod live;
mod paused;
mod watch;

use std::sync::Arc;
use std::sync::mpsc;
use std::thread;

use tokio::runtime::Builder;

use self::live::Turns;
pub use self::paused::{LONGEST, MOST_POLLS_AT_ONCE};
use crate::guard::Guard;
use crate::recording::Recording;

/// Runs `check` under tokio's paused clock, in a current-thread runtime on a thread of its own, with a recording that
/// is on for all that it does.
///
/// For checks that stay inside: the paused clock jumps while somebody else is still at work, such as a server on
/// another thread. Those run under [`live`].
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
    on_a_thread(check, &Clock::Paused);
}

/// Runs `check` on the real clock, in a current-thread runtime on a thread of its own that has sockets too, with a
/// recording that is on for all that it does. For all else see [`paused`].
///
/// A check that waits for ever is ended after five seconds in which it was not woken and nothing was recorded, or as
/// many as `POLLSCOPE_PATIENCE` says. In each of them the runtime has answered, again and again, that it has nothing to
/// do: a machine that is too busy for the check is too busy for that, too. So a check must not wait longer than that
/// for an answer from outside.
///
/// # Panics
///
/// As [`paused`] does.
#[track_caller]
pub fn live<C>(check: C)
where
    C: AsyncFnOnce(Recording) + Send + 'static,
{
    on_a_thread(check, &Clock::Live(Arc::default()));
}

/// The clock that a check runs on.
#[derive(Clone)]
enum Clock {
    Paused,
    Live(Arc<Turns>),
}

#[track_caller]
fn on_a_thread<C>(check: C, clock: &Clock)
where
    C: AsyncFnOnce(Recording) + Send + 'static,
{
    let name = test_name::<C>();
    let (recording_out, recording_in) = mpsc::channel();
    let (done_out, done_in) = mpsc::channel::<()>();
    let clock_of_check = clock.clone();
    let body = move || {
        // Dropped last, after the runtime and all that was spawned in it: the verdict is given by then.
        let _done = done_out;
        run(check, &name, &clock_of_check, &recording_out);
    };
    // The name is what a panic message calls the thread.
    let thread_name = thread::current().name().unwrap_or("check").to_owned();
    let running = thread::Builder::new().name(thread_name).spawn(body).expect("the system can start a thread");
    // Only a thread that could not even begin sends no recording; joining it shows its panic.
    if let Ok(recording) = recording_in.recv() {
        watch::watch(&recording, clock, &done_in);
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

fn run<C: AsyncFnOnce(Recording)>(check: C, name: &str, clock: &Clock, recording_out: &mpsc::Sender<Recording>) {
    let mut builder = Builder::new_current_thread();
    let runtime = match clock {
        Clock::Paused => builder.enable_time().start_paused(true),
        Clock::Live(_) => builder.enable_all(),
    };
    let runtime = runtime.build().expect("the system has room for one more runtime");
    runtime.block_on(async {
        let recording = Recording::start();
        // The other end may be gone already if its thread panics; then nobody watches.
        let _ = recording_out.send(recording.clone());
        let _guard = Guard::new(&recording, name);
        let _entered = recording.enter();
        let check = check(recording.clone());
        match clock {
            Clock::Paused => paused::bounded(check, &recording).await,
            Clock::Live(turns) => live::bounded(check, &recording, turns).await,
        }
    });
}
