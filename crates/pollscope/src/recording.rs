//! Recording: who writes events, and where they are kept.

use std::cell::Cell;
use std::collections::{HashMap, HashSet};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, LazyLock, Mutex, MutexGuard, PoisonError, Weak};
use std::thread::ThreadId;
use std::time::{Duration, Instant};

use crate::lane::Lane;
use crate::trace::{Clock, Event, EventKind, LaneId, LaneInfo, LaneKind, SCHEMA_VERSION, Trace};

/// How much a recording holds. What comes later is counted, and every drawing and answer says so.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// The most events (32 bytes each).
    pub events: usize,
    /// The most lanes.
    pub lanes: usize,
}

impl Default for Limits {
    /// 100,000 events (3.2 MB) and 10,000 lanes.
    fn default() -> Self {
        Limits { events: 100_000, lanes: 10_000 }
    }
}

/// Watches futures and streams while they run.
///
/// A `Recording` is a handle: clones write to the same record. It follows tokio's clock. Whether that clock is paused
/// is looked at once, when the recording starts.
///
/// ```
/// # #[tokio::main(flavor = "current_thread", start_paused = true)]
/// # async fn main() {
/// use std::time::Duration;
///
/// let recording = pollscope::Recording::start();
/// let nap = tokio::time::sleep(Duration::from_secs(1));
/// recording.future("nap", nap).await;
///
/// assert_eq!(recording.trace().lane("nap").polls(), 2);
/// # }
/// ```
#[derive(Clone, Debug)]
pub struct Recording {
    pub(crate) shared: Arc<Shared>,
}

impl Recording {
    /// Starts a recording with the default [`Limits`].
    pub fn start() -> Recording {
        Recording::with_limits(Limits::default())
    }

    /// Starts a recording that holds at most so much.
    pub fn with_limits(limits: Limits) -> Recording {
        let shared = Arc::new(Shared::new(limits));
        registry().insert(shared.id, Arc::downgrade(&shared));
        Recording { shared }
    }

    /// Wraps a future in a lane of this recording. The future itself behaves as before.
    ///
    /// A name that is taken gets a number: `fetch`, `fetch 2`, `fetch 3`; after a digit in brackets: `page 7 (2)`.
    pub fn future<F: Future>(&self, name: impl Into<String>, future: F) -> Lane<F> {
        Lane::recorded(&self.shared, &name.into(), LaneKind::Future, future)
    }

    /// Wraps a stream in a lane of this recording. The stream itself behaves as before.
    ///
    /// A name that is taken gets a number, as in [`future`](Recording::future).
    pub fn stream<S: futures_core::Stream>(&self, name: impl Into<String>, stream: S) -> Lane<S> {
        Lane::recorded(&self.shared, &name.into(), LaneKind::Stream, stream)
    }

    /// Makes this the recording that [`pollscope::future`](crate::future) and [`pollscope::stream`](crate::stream)
    /// write to on this thread, until the guard is dropped.
    pub fn enter(&self) -> Entered {
        Entered { _here: Here { recording: self.shared.id, lane: None }.enter() }
    }

    /// What has been recorded so far. The recording goes on.
    pub fn trace(&self) -> Trace {
        self.shared.trace()
    }

    /// How many events have happened since the recording's clock moved last, those that were lost included. A number
    /// that grows without end is a busy loop.
    pub fn events_at_this_moment(&self) -> u64 {
        self.shared.state().events_at_this_moment
    }

    /// How many events have happened, those that were lost included.
    pub fn events_so_far(&self) -> u64 {
        let state = self.shared.state();
        state.events.len() as u64 + state.lost_events
    }
}

/// While it lives, lanes without a recording of their own go to the one that was entered. See [`Recording::enter`].
#[derive(Debug)]
#[must_use = "the recording is left again when this is dropped"]
pub struct Entered {
    _here: HereGuard,
}

/// The recording that is being written to on this thread: that of the lane being polled, or else the one entered.
pub(crate) fn ambient() -> Option<Arc<Shared>> {
    let here = HERE.get();
    if here.recording == Here::NOWHERE.recording {
        return None;
    }
    registry().get(&here.recording).and_then(Weak::upgrade)
}

/// Recordings that are alive, so that a thread-local number is enough to find one: the number costs a poll nothing,
/// a counted reference would.
fn registry() -> MutexGuard<'static, HashMap<u64, Weak<Shared>>> {
    static REGISTRY: LazyLock<Mutex<HashMap<u64, Weak<Shared>>>> = LazyLock::new(Mutex::default);
    REGISTRY.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Where this thread is: inside which recording, polling which lane.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Here {
    recording: u64,
    lane: Option<u32>,
}

thread_local! {
    static HERE: Cell<Here> = const { Cell::new(Here::NOWHERE) };
}

impl Here {
    const NOWHERE: Here = Here { recording: 0, lane: None };

    pub(crate) fn enter(self) -> HereGuard {
        HereGuard { before: HERE.replace(self), _not_send: std::marker::PhantomData }
    }
}

/// Puts back where the thread was, also when a poll panics.
#[derive(Debug)]
pub(crate) struct HereGuard {
    before: Here,
    // The place belongs to a thread, so its guard must not leave the thread.
    _not_send: std::marker::PhantomData<*const ()>,
}

impl Drop for HereGuard {
    fn drop(&mut self) {
        HERE.set(self.before);
    }
}

/// What all handles and lanes of a recording share.
#[derive(Debug)]
pub(crate) struct Shared {
    id: u64,
    limits: Limits,
    clock: Clock,
    started: Instant,
    started_tokio: tokio::time::Instant,
    state: Mutex<State>,
    /// Set once a picture has been shown, so that a panic does not show it twice.
    pub(crate) drawn: AtomicBool,
    /// Set while what was recorded is drawn and written down, which takes time for many events. The check is over by
    /// then.
    pub(crate) is_told: AtomicBool,
}

#[derive(Debug)]
struct State {
    events: Vec<Record>,
    lanes: Vec<LaneInfo>,
    names: HashSet<String>,
    threads: Vec<ThreadId>,
    last_at: u64,
    events_at_this_moment: u64,
    lost_events: u64,
    lost_lanes: u64,
}

/// An event as it is kept: 32 bytes, times in nanoseconds.
#[derive(Clone, Copy, Debug)]
struct Record {
    at: u64,
    real: u64,
    lane: u32,
    by: Option<u32>,
    kind: EventKind,
}

impl Shared {
    fn new(limits: Limits) -> Shared {
        static NEXT_ID: AtomicU64 = AtomicU64::new(1);
        Shared {
            id: NEXT_ID.fetch_add(1, Ordering::Relaxed),
            limits,
            clock: look_at_clock(),
            started: Instant::now(),
            started_tokio: tokio::time::Instant::now(),
            state: Mutex::new(State {
                events: Vec::with_capacity(limits.events.min(1024)),
                lanes: Vec::new(),
                names: HashSet::new(),
                threads: Vec::new(),
                last_at: 0,
                events_at_this_moment: 0,
                lost_events: 0,
                lost_lanes: 0,
            }),
            drawn: AtomicBool::new(false),
            is_told: AtomicBool::new(false),
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        // No code of ours panics while it holds the lock, and half an event cannot be written.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A place for a new lane, or `None` when the recording is full.
    pub(crate) fn add_lane(&self, name: &str, kind: LaneKind) -> Option<u32> {
        let parent = HERE.get();
        let parent = parent.lane.filter(|_| parent.recording == self.id).map(LaneId);
        let mut state = self.state();
        if state.lanes.len() >= self.limits.lanes {
            state.lost_lanes += 1;
            return None;
        }
        let lane = state.lanes.len() as u32;
        let name = state.free_name(name);
        state.lanes.push(LaneInfo { name, kind, parent });
        drop(state);
        self.happened(lane, EventKind::Created);
        Some(lane)
    }

    /// Marks this thread as polling `lane`.
    pub(crate) fn enter_lane(&self, lane: u32) -> HereGuard {
        Here { recording: self.id, lane: Some(lane) }.enter()
    }

    /// A poll begins. Gives the time on the recording's clock, which the end of the poll needs.
    pub(crate) fn poll_begins(&self, lane: u32) -> u64 {
        let real = self.real_now();
        let at = match self.clock {
            Clock::Paused => self.tokio_now(),
            Clock::Running => real,
        };
        self.write(Record { at, real, lane, by: None, kind: EventKind::Polled });
        at
    }

    /// A poll that began at `at` ends. On a paused clock no time passes within a poll.
    pub(crate) fn poll_ends(&self, lane: u32, at: u64, kind: EventKind) {
        let real = self.real_now();
        let at = match self.clock {
            Clock::Paused => at,
            Clock::Running => real,
        };
        self.write(Record { at, real, lane, by: None, kind });
    }

    /// A lane is woken; by the lane that is being polled on this thread, if any.
    pub(crate) fn woken(&self, lane: u32) {
        let here = HERE.get();
        let by = here.lane.filter(|_| here.recording == self.id);
        let (at, real) = self.now();
        self.write(Record { at, real, lane, by, kind: EventKind::Woken });
    }

    /// Something else happens to a lane.
    pub(crate) fn happened(&self, lane: u32, kind: EventKind) {
        let (at, real) = self.now();
        self.write(Record { at, real, lane, by: None, kind });
    }

    fn now(&self) -> (u64, u64) {
        let real = self.real_now();
        let at = match self.clock {
            Clock::Running => real,
            // Outside the runtime, tokio answers with the real clock. Nothing is known there but that time has not
            // gone back; `write` puts in the last time that it saw.
            Clock::Paused if tokio::runtime::Handle::try_current().is_err() => 0,
            Clock::Paused => self.tokio_now(),
        };
        (at, real)
    }

    fn real_now(&self) -> u64 {
        nanoseconds(self.started.elapsed())
    }

    fn tokio_now(&self) -> u64 {
        nanoseconds(self.started_tokio.elapsed())
    }

    fn write(&self, mut record: Record) {
        let mut state = self.state();
        // Two threads can read the clock in one order and come here in the other.
        record.at = record.at.max(state.last_at);
        if record.at > state.last_at {
            state.last_at = record.at;
            state.events_at_this_moment = 0;
        }
        state.events_at_this_moment += 1;
        if state.events.len() >= self.limits.events {
            state.lost_events += 1;
            return;
        }
        state.events.push(record);
        state.saw_thread();
    }

    pub(crate) fn trace(&self) -> Trace {
        let (at, _) = self.now();
        let state = self.state();
        Trace {
            version: SCHEMA_VERSION,
            clock: self.clock,
            threads: state.threads.len() as u32,
            lanes: state.lanes.clone(),
            events: state.events.iter().copied().map(Record::to_event).collect(),
            ended_at: Duration::from_nanos(at.max(state.last_at)),
            lost_events: state.lost_events,
            lost_lanes: state.lost_lanes,
        }
    }
}

impl Drop for Shared {
    fn drop(&mut self) {
        registry().remove(&self.id);
    }
}

impl State {
    fn free_name(&mut self, name: &str) -> String {
        // `page 7 2` would read as one number.
        let brackets = name.ends_with(|last: char| last.is_ascii_digit());
        let mut free = name.to_owned();
        let mut number = 2;
        while self.names.contains(&free) {
            free = if brackets { format!("{name} ({number})") } else { format!("{name} {number}") };
            number += 1;
        }
        self.names.insert(free.clone());
        free
    }

    fn saw_thread(&mut self) {
        thread_local! {
            static ME: ThreadId = std::thread::current().id();
        }
        // The thread-local may be gone while a thread ends; then `current` still answers.
        let me = ME.try_with(|me| *me).unwrap_or_else(|_| std::thread::current().id());
        if !self.threads.contains(&me) {
            self.threads.push(me);
        }
    }
}

impl Record {
    fn to_event(self) -> Event {
        Event {
            at: Duration::from_nanos(self.at),
            real: Some(Duration::from_nanos(self.real)),
            lane: LaneId(self.lane),
            kind: self.kind,
            by: self.by.map(LaneId),
        }
    }
}

fn nanoseconds(time: Duration) -> u64 {
    // `as_nanos` is 128 bits wide; 64 bits of nanoseconds are 584 years.
    time.as_secs() * 1_000_000_000 + u64::from(time.subsec_nanos())
}

/// Tokio does not say whether its clock is paused. A paused clock stands still while the real one moves on.
fn look_at_clock() -> Clock {
    let (before, real) = (tokio::time::Instant::now(), Instant::now());
    while real.elapsed() < Duration::from_micros(1) {}
    if tokio::time::Instant::now() == before { Clock::Paused } else { Clock::Running }
}
