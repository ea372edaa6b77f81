//! The log that all handles and lanes of a recording write to, and the recording that is current on a thread.

use std::cell::Cell;
use std::collections::HashMap;
use std::marker::PhantomData;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, LazyLock, MutexGuard, OnceLock, Weak};
use std::thread::ThreadId;
use std::time::{Duration, Instant};

use crate::mutex::Mutex;
use crate::names::Names;
use crate::time::nanoseconds;
use crate::trace::{Clock, Event, EventKind, LaneId, LaneInfo, LaneKind, SCHEMA_VERSION, Trace};

/// The capacity of a recording. What happens after it is full is counted, and not kept.
///
/// ```
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() {
/// use pollscope::{Limits, Recording};
///
/// let recording = Recording::with_limits(Limits { lanes: 1, ..Limits::default() });
/// recording.future("first", async {}).await;
/// recording.future("second", async {}).await; // runs as it would, unrecorded
///
/// let trace = recording.trace();
/// assert_eq!((trace.lanes.len(), trace.lost_lanes), (1, 1));
/// assert!(!trace.is_complete());
/// # }
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// The maximum number of events, of 32 bytes each.
    pub events: usize,
    /// The maximum number of lanes.
    pub lanes: usize,
}

impl Default for Limits {
    /// Returns 100,000 events (3.2 MB) and 10,000 lanes.
    fn default() -> Self {
        Limits { events: 100_000, lanes: 10_000 }
    }
}

/// Returns the recording that [`pollscope::future`](crate::future) writes to on this thread: that of the lane being
/// polled, or else the one entered.
pub(crate) fn current() -> Option<Arc<Shared>> {
    let current = CURRENT.get();
    if current.recording == Current::NONE.recording {
        return None;
    }
    registry().get(&current.recording).and_then(Weak::upgrade)
}

/// Returns the recordings that are alive, by number. With it a thread-local number is enough to find a recording; a
/// thread-local `Arc` would be cloned in every poll.
fn registry() -> MutexGuard<'static, HashMap<u64, Weak<Shared>>> {
    static REGISTRY: LazyLock<Mutex<HashMap<u64, Weak<Shared>>>> = LazyLock::new(Mutex::default);
    REGISTRY.lock()
}

/// The recording, and the lane of it that is being polled, on one thread.
#[derive(Clone, Copy, Debug)]
struct Current {
    recording: u64,
    lane: Option<u32>,
}

thread_local! {
    static CURRENT: Cell<Current> = const { Cell::new(Current::NONE) };
}

impl Current {
    const NONE: Current = Current { recording: 0, lane: None };

    fn enter(self) -> CurrentGuard {
        CurrentGuard { before: CURRENT.replace(self), _not_send: PhantomData }
    }
}

/// A guard that restores the thread's recording and lane when it is dropped, also by a panic.
#[derive(Debug)]
pub(crate) struct CurrentGuard {
    before: Current,
    // It restores a thread-local, so it must not leave its thread.
    _not_send: PhantomData<*const ()>,
}

impl Drop for CurrentGuard {
    fn drop(&mut self) {
        CURRENT.set(self.before);
    }
}

/// The state behind a [`Recording`](crate::Recording).
#[derive(Debug)]
pub(crate) struct Shared {
    id: u64,
    limits: Limits,
    started: Instant,
    /// Set at the start, if that is within a runtime, or else at the first poll.
    time_base: OnceLock<TimeBase>,
    log: Mutex<Log>,
    /// Set once a picture has been shown, so that a panic does not show it twice.
    pub(crate) is_shown: AtomicBool,
    /// Set while the trace is drawn and written to a file, which takes time for many events. The check is over by then,
    /// so the watchdog must not take it for a poll that blocks.
    pub(crate) is_reporting: AtomicBool,
}

/// The clock that a recording follows, and the time on it from which it counts.
#[derive(Debug)]
struct TimeBase {
    clock: Clock,
    started: tokio::time::Instant,
    /// The runtime whose clock it is. The clocks of two runtimes have nothing to do with each other.
    runtime: Option<tokio::runtime::Id>,
}

impl TimeBase {
    fn of_this_thread() -> TimeBase {
        TimeBase { clock: detect_clock(), started: tokio::time::Instant::now(), runtime: current_runtime() }
    }
}

fn current_runtime() -> Option<tokio::runtime::Id> {
    tokio::runtime::Handle::try_current().ok().map(|handle| handle.id())
}

#[derive(Debug, Default)]
struct Log {
    events: Vec<StoredEvent>,
    lanes: Vec<LaneInfo>,
    names: Names,
    threads: Vec<ThreadId>,
    last_at: u64,
    events_at_last_at: u64,
    lost_events: u64,
    lost_lanes: u64,
}

/// An [`Event`] in 32 bytes, with times in nanoseconds.
#[derive(Clone, Copy, Debug)]
struct StoredEvent {
    at: u64,
    real: u64,
    lane: u32,
    by: Option<u32>,
    kind: EventKind,
}

impl Shared {
    /// Creates an empty log, and registers it so that [`current`] finds it.
    pub(crate) fn start(limits: Limits) -> Arc<Shared> {
        static NEXT_ID: AtomicU64 = AtomicU64::new(1);
        let time_base = OnceLock::new();
        if current_runtime().is_some() {
            time_base.get_or_init(TimeBase::of_this_thread);
        }
        let shared = Arc::new(Shared {
            id: NEXT_ID.fetch_add(1, Ordering::Relaxed),
            limits,
            started: Instant::now(),
            time_base,
            log: Mutex::new(Log { events: Vec::with_capacity(limits.events.min(1024)), ..Log::default() }),
            is_shown: AtomicBool::new(false),
            is_reporting: AtomicBool::new(false),
        });
        registry().insert(shared.id, Arc::downgrade(&shared));
        shared
    }

    /// Makes this the recording of the current thread, with no lane being polled.
    pub(crate) fn enter(&self) -> CurrentGuard {
        Current { recording: self.id, lane: None }.enter()
    }

    /// Makes `lane` the lane that is being polled on the current thread.
    pub(crate) fn enter_lane(&self, lane: u32) -> CurrentGuard {
        Current { recording: self.id, lane: Some(lane) }.enter()
    }

    /// Returns the lane of this recording that is being polled on the current thread.
    fn current_lane(&self) -> Option<u32> {
        let current = CURRENT.get();
        current.lane.filter(|_| current.recording == self.id)
    }

    /// Adds a lane and returns its index, or `None` if the recording is full.
    pub(crate) fn add_lane(&self, name: &str, kind: LaneKind) -> Option<u32> {
        let parent = self.current_lane().map(LaneId);
        let mut log = self.log.lock();
        if log.lanes.len() >= self.limits.lanes {
            log.lost_lanes += 1;
            return None;
        }
        let lane = log.lanes.len() as u32;
        let name = log.names.unused(name);
        log.lanes.push(LaneInfo { name, kind, parent });
        drop(log);
        self.record(lane, EventKind::Created);
        Some(lane)
    }

    /// Records that a poll begins. Returns the time on the recording's clock, which [`end_poll`](Self::end_poll) needs.
    pub(crate) fn begin_poll(&self, lane: u32) -> u64 {
        self.time_base.get_or_init(TimeBase::of_this_thread);
        let (at, real) = self.now();
        self.push(StoredEvent { at, real, lane, by: None, kind: EventKind::Polled });
        at
    }

    /// Records the end of a poll that began at `at`. On a paused clock no time passes within a poll.
    pub(crate) fn end_poll(&self, lane: u32, at: u64, kind: EventKind) {
        let real = self.real_now();
        let at = match self.clock() {
            Clock::Paused => at,
            Clock::Running => real,
        };
        self.push(StoredEvent { at, real, lane, by: None, kind });
    }

    /// Records that a lane is woken, by the lane that is being polled on this thread, if there is one.
    pub(crate) fn record_wake(&self, lane: u32) {
        let by = self.current_lane();
        let (at, real) = self.now();
        self.push(StoredEvent { at, real, lane, by, kind: EventKind::Woken });
    }

    /// Records any other event of a lane.
    pub(crate) fn record(&self, lane: u32, kind: EventKind) {
        let (at, real) = self.now();
        self.push(StoredEvent { at, real, lane, by: None, kind });
    }

    fn now(&self) -> (u64, u64) {
        let real = self.real_now();
        let at = match self.time_base.get() {
            Some(TimeBase { clock: Clock::Running, .. }) => real,
            Some(base) if base.runtime == current_runtime() => nanoseconds(base.started.elapsed()),
            // Before the first poll, the clock may not be known; outside of its runtime, tokio answers with another one.
            // All that is known then is that time has not gone back: `push` replaces the 0 by the last time that it saw.
            _ => 0,
        };
        (at, real)
    }

    fn clock(&self) -> Clock {
        self.time_base.get().map_or(Clock::Running, |base| base.clock)
    }

    fn real_now(&self) -> u64 {
        nanoseconds(self.started.elapsed())
    }

    fn push(&self, mut event: StoredEvent) {
        let mut log = self.log.lock();
        // Two threads can read the clock in one order and come here in the other.
        event.at = event.at.max(log.last_at);
        if event.at > log.last_at {
            log.last_at = event.at;
            log.events_at_last_at = 0;
        }
        log.events_at_last_at += 1;
        if log.events.len() >= self.limits.events {
            log.lost_events += 1;
            return;
        }
        log.events.push(event);
        log.add_current_thread();
    }

    /// Returns the number of lanes, including lost ones.
    pub(crate) fn lane_count(&self) -> u64 {
        let log = self.log.lock();
        log.lanes.len() as u64 + log.lost_lanes
    }

    /// Returns the number of events, including lost ones.
    pub(crate) fn event_count(&self) -> u64 {
        let log = self.log.lock();
        log.events.len() as u64 + log.lost_events
    }

    /// Returns the number of events since the recording's clock last moved, including lost ones.
    pub(crate) fn events_at_current_time(&self) -> u64 {
        self.log.lock().events_at_last_at
    }

    /// Returns a snapshot of the log.
    pub(crate) fn trace(&self) -> Trace {
        let (at, _) = self.now();
        let log = self.log.lock();
        Trace {
            version: SCHEMA_VERSION,
            clock: self.clock(),
            threads: log.threads.len() as u32,
            lanes: log.lanes.clone(),
            events: log.events.iter().copied().map(Event::from).collect(),
            ended_at: Duration::from_nanos(at.max(log.last_at)),
            lost_events: log.lost_events,
            lost_lanes: log.lost_lanes,
        }
    }
}

impl Drop for Shared {
    fn drop(&mut self) {
        registry().remove(&self.id);
    }
}

impl Log {
    fn add_current_thread(&mut self) {
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

impl From<StoredEvent> for Event {
    fn from(event: StoredEvent) -> Event {
        Event {
            at: Duration::from_nanos(event.at),
            real: Some(Duration::from_nanos(event.real)),
            lane: LaneId(event.lane),
            kind: event.kind,
            by: event.by.map(LaneId),
        }
    }
}

/// Returns the kind of tokio's clock. Tokio has no function for it, but a paused clock stands still while the real one
/// moves on.
fn detect_clock() -> Clock {
    let (before, real) = (tokio::time::Instant::now(), Instant::now());
    while real.elapsed() < Duration::from_micros(1) {}
    if tokio::time::Instant::now() == before { Clock::Paused } else { Clock::Running }
}
