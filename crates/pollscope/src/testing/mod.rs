//! Checks of async code with a verdict for code that hangs.
//!
//! In async code a hang is the most common wrong answer. Three kinds are told apart:
//!
//! - *waiting for ever* (a deadlock, or a lost wake): nothing is left that could wake the check. Under [`paused`],
//!   tokio's clock has nothing to wait for but the limit of one hour, and jumps there at once. Under [`live`], it takes
//!   some seconds without progress.
//! - *polling for ever* (a busy loop): the check is polled again and again while no time passes. Polls are counted, not
//!   timed.
//! - *a poll that never returns* (an endless loop, or a call that blocks the thread): a watchdog on another thread sees
//!   no progress in many turns. The time in which the check waited for a processor does not count, where the system tells
//!   it, as Linux does: a busy machine is no fault of the code.
//!
//! [`Draw`] draws the data of a check, so that no answer passes because an example was friendly.
//!
//! Code under test can print any text, and end the process at any moment. A program that runs checks can have each outcome
//! in a file instead, which that code cannot forge by simple means: it writes a secret and a line break into a new file, and
//! starts the tests with `POLLSCOPE_OUTCOME` set to the path. A line `{"passed":"task::test","token":"the secret"}` in that
//! file says that the check came to its end.

mod draw;
mod live;
pub(crate) mod outcome;
mod paused;
mod plain;
mod queue;
mod rerun;
mod watchdog;

use std::pin::Pin;
use std::sync::Arc;
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use tokio::runtime::Builder;

pub use self::draw::Draw;
use self::live::Heartbeat;
use self::outcome::test_name;
use self::paused::Limits;
pub use self::paused::{MAX_POLLS_AT_ONCE, MAX_VIRTUAL_TIME};
pub use self::plain::plain;
use self::queue::ProcessorQueue;
pub use self::rerun::rerun;
use crate::guard::Guard;
use crate::recording::Recording;

/// Runs `check` under tokio's paused clock, in a current-thread runtime on a thread of its own, with a recording that
/// is current on that thread.
///
/// The check must not wait for anything outside of its runtime: the paused clock would jump while, for example, a
/// server on another thread is still at work. Use [`live`] for such a check.
///
/// A [`Guard`] writes the trace to a file named after the calling test. A second call in the same test overwrites it.
///
/// # Panics
///
/// If the check panics, with the same message and then the picture; and if the check hangs, with a verdict that says in
/// which way. A thread that never returns from a poll is abandoned, so that other tests can go on.
///
/// ```no_run
/// use std::time::Duration;
///
/// pollscope::testing::paused(async |recording| {
///     let naps = [1, 2].map(|seconds| tokio::time::sleep(Duration::from_secs(seconds)));
///     let [one, two] = naps.map(|nap| recording.future("nap", nap));
///     futures::future::join(one, two).await;
///     recording.assert_in_flight_reaches("nap", 2);
/// });
/// ```
#[track_caller]
pub fn paused<C>(check: C)
where
    C: AsyncFnOnce(Recording) + Send + 'static,
{
    paused_for(MAX_VIRTUAL_TIME, check);
}

/// Runs `check` as [`paused`] does, with another limit of virtual time: for code that waits for days or years.
///
/// # Panics
///
/// As [`paused`] does.
///
/// ```no_run
/// use std::time::Duration;
///
/// let day = Duration::from_secs(86_400);
/// pollscope::testing::paused_for(2 * day, async move |_| tokio::time::sleep(day).await);
/// ```
#[track_caller]
pub fn paused_for<C>(limit: Duration, check: C)
where
    C: AsyncFnOnce(Recording) + Send + 'static,
{
    run_watched(check, &Mode::Paused(Arc::new(Limits::new(limit))));
}

/// Runs `check` on the real clock, in a current-thread runtime with sockets on a thread of its own, with a recording
/// that is current on that thread. Otherwise it is like [`paused`].
///
/// A check that waits for ever is ended after five seconds, or as many as `POLLSCOPE_PATIENCE` says, in which it was not
/// woken and nothing was recorded. Meanwhile its runtime must have answered, again and again, that it has nothing to do;
/// on a machine that is too busy for the check, it would not. So a check must not wait longer than that for an answer
/// from outside.
///
/// # Panics
///
/// As [`paused`] does.
///
/// ```no_run
/// use std::time::Duration;
///
/// pollscope::testing::live(async |recording| {
///     recording.future("nap", tokio::time::sleep(Duration::from_millis(1))).await;
/// });
/// ```
#[track_caller]
pub fn live<C>(check: C)
where
    C: AsyncFnOnce(Recording) + Send + 'static,
{
    run_watched(check, &Mode::Live(Arc::default()));
}

/// The clock that a check runs on, and the way in which a check that waits for ever is noticed.
#[derive(Clone)]
enum Mode {
    Paused(Arc<Limits>),
    Live(Arc<Heartbeat>),
}

/// A check of any type. The code that runs it is compiled once, with this crate, and not again for each test of a file.
type Check = Box<dyn FnOnce(Recording) -> Pin<Box<dyn Future<Output = ()>>> + Send>;

/// Runs the check on a thread of its own, under the eyes of the watchdog on this one.
#[track_caller]
fn run_watched<C>(check: C, mode: &Mode)
where
    C: AsyncFnOnce(Recording) + Send + 'static,
{
    let check: Check = Box::new(|recording| Box::pin(check(recording)));
    run_boxed(check, test_name::<C>(), mode);
}

#[track_caller]
fn run_boxed(check: Check, name: String, mode: &Mode) {
    let running = outcome::begin(&name);
    let (recording_sender, recording_receiver) = mpsc::channel();
    let (done_sender, done_receiver) = mpsc::channel::<()>();
    let mode_of_check = mode.clone();
    // A panic message calls the thread by its name.
    let thread_name = name.clone();
    let body = move || {
        // Dropped last, after the runtime and all spawned tasks: whether the check fails is known by then.
        let _done = done_sender;
        run(check, &name, &mode_of_check, &recording_sender);
    };
    let thread = thread::Builder::new().name(thread_name).spawn(body).expect("the system can start a thread");
    // Only a thread that panics before its check begins sends no recording; joining it shows the panic.
    if let Ok((recording, queue)) = recording_receiver.recv() {
        watchdog::watch(&recording, mode, &queue, &done_receiver);
    }
    match thread.join() {
        Ok(()) => running.passed(),
        Err(panic) => {
            running.failed(&*panic);
            std::panic::resume_unwind(panic);
        }
    }
}

fn run(check: Check, name: &str, mode: &Mode, recording_sender: &mpsc::Sender<(Recording, ProcessorQueue)>) {
    let mut builder = Builder::new_current_thread();
    let builder = match mode {
        Mode::Paused(_) => builder.enable_time().start_paused(true),
        Mode::Live(_) => builder.enable_all(),
    };
    let runtime = builder.build().expect("the system can start a runtime");
    runtime.block_on(async {
        let recording = Recording::start();
        // If the receiving thread has panicked, there is no watchdog, and the check runs without one.
        let _ = recording_sender.send((recording.clone(), ProcessorQueue::of_this_thread()));
        let _guard = Guard::new(&recording, name);
        let _entered = recording.enter();
        draw::enter(name);
        let check = check(recording.clone());
        match mode {
            Mode::Paused(limits) => paused::bounded(check, &recording, limits).await,
            Mode::Live(heartbeat) => live::bounded(check, &recording, heartbeat).await,
        }
    });
}
