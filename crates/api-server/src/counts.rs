//! What is counted, and how to wait for a count.

use std::{
    collections::HashMap,
    fmt,
    sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

use thiserror::Error;

use crate::{
    requests::{Request, Requests},
    route::Route,
};

/// Different paths that get counts of their own. A server that runs for weeks is asked for more of them than it can keep;
/// those that come later count for their route and in all.
pub const MAX_COUNTED_PATHS: usize = 10_000;

/// Requests that were counted: of the whole server, of a route or of a path.
///
/// `started` is always the sum of `in_flight`, `answered`, `given_up` and `broken_off`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Requests whose head has arrived.
    pub started: u64,
    /// Requests whose whole answer, an error too, was handed to the connection.
    pub answered: u64,
    /// Requests that have started and not ended: held, delayed, or in the middle of the answer.
    pub in_flight: u64,
    /// The most that `in_flight` has ever been.
    pub most_in_flight: u64,
    /// Requests whose client left before the whole answer was handed over; also those that were in flight at the stop.
    pub given_up: u64,
    /// Requests that a fault ended without a whole answer: a reset, half a body.
    pub broken_off: u64,
}

impl fmt::Display for Counts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { started, answered, in_flight, most_in_flight, given_up, broken_off } = self;
        write!(f, "{started} started, {answered} answered, {in_flight} in flight (at most {most_in_flight}), ")?;
        write!(f, "{given_up} given up by the client, {broken_off} broken off by a fault")
    }
}

/// The connections of the whole server. Fewer connections than requests tell that the client keeps them alive.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Connections {
    /// Accepted so far.
    pub accepted: u64,
    /// Open now.
    pub open: u64,
}

/// A count was waited for, and did not come in time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("the count was not reached within {patience:?}: {seen}")]
pub struct WaitTimeout<T: fmt::Display + fmt::Debug> {
    /// The last counts that were seen.
    pub seen: T,
    /// How long was waited.
    pub patience: Duration,
}

impl fmt::Display for Connections {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} connections accepted, {} open", self.accepted, self.open)
    }
}

/// How a request ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Ending {
    Answered,
    GivenUp,
    BrokenOff,
}

impl Counts {
    fn start(&mut self) {
        self.started += 1;
        self.in_flight += 1;
        self.most_in_flight = self.most_in_flight.max(self.in_flight);
    }

    fn end(&mut self, ending: Ending) {
        self.in_flight -= 1;
        *match ending {
            Ending::Answered => &mut self.answered,
            Ending::GivenUp => &mut self.given_up,
            Ending::BrokenOff => &mut self.broken_off,
        } += 1;
    }
}

/// All that is counted, at one moment.
#[derive(Debug, Default)]
pub(crate) struct Counters {
    all: Counts,
    routes: [Counts; Route::ALL.len()],
    paths: HashMap<Arc<str>, Counts>,
    connections: Connections,
    requests: Requests,
    /// Rises with each change, so that a waiter looks again only when there is something new.
    version: u64,
}

impl Counters {
    pub(crate) fn all(&self) -> Counts {
        self.all
    }

    pub(crate) fn of(&self, route: Route) -> Counts {
        self.routes[route as usize]
    }

    pub(crate) fn at(&self, path: &str) -> Counts {
        self.paths.get(path).copied().unwrap_or_default()
    }

    pub(crate) fn connections(&self) -> Connections {
        self.connections
    }

    pub(crate) fn requests(&self) -> Requests {
        self.requests.clone()
    }
}

/// The counters that the server writes and that everybody may read and wait for.
#[derive(Debug)]
pub(crate) struct Registry {
    counters: Mutex<Counters>,
    changed: Condvar,
}

impl Registry {
    pub(crate) fn new(kept: usize) -> Self {
        let counters = Counters { requests: Requests::keeping(kept), ..Counters::default() };
        Self { counters: Mutex::new(counters), changed: Condvar::new() }
    }

    pub(crate) fn read<T>(&self, read: impl FnOnce(&Counters) -> T) -> T {
        read(&self.counters())
    }

    /// Waits on this thread. The counters is not locked while `holds` looks at what was read.
    pub(crate) fn wait<T: fmt::Display + fmt::Debug>(
        &self,
        read: impl Fn(&Counters) -> T,
        mut holds: impl FnMut(&T) -> bool,
        patience: Duration,
    ) -> Result<T, WaitTimeout<T>> {
        let end = Instant::now().checked_add(patience);
        loop {
            let (version, seen) = self.read(|counters| (counters.version, read(counters)));
            if holds(&seen) {
                return Ok(seen);
            }
            let mut counters = self.counters();
            while counters.version == version {
                let left = end.map_or(Duration::MAX, |end| end.saturating_duration_since(Instant::now()));
                if left.is_zero() {
                    return Err(WaitTimeout { seen, patience });
                }
                counters = self.changed.wait_timeout(counters, left).unwrap_or_else(PoisonError::into_inner).0;
            }
        }
    }

    pub(crate) fn connection(self: &Arc<Self>) -> OpenConnection {
        self.change(|counters| {
            counters.connections.accepted += 1;
            counters.connections.open += 1;
        });
        OpenConnection { registry: Arc::clone(self) }
    }

    pub(crate) fn call(self: &Arc<Self>, route: Option<Route>, path: &str, request: Request) -> RequestGuard {
        let path = self.change(|counters| {
            counters.requests.note(request);
            counters.all.start();
            if let Some(route) = route {
                counters.routes[route as usize].start();
            }
            let known = counters.paths.get_key_value(path).map(|(path, _)| Arc::clone(path));
            let path = known.or_else(|| (counters.paths.len() < MAX_COUNTED_PATHS).then(|| Arc::from(path)));
            if let Some(path) = &path {
                counters.paths.entry(Arc::clone(path)).or_default().start();
            }
            path
        });
        RequestGuard { registry: Arc::clone(self), route, path, ended: false }
    }

    fn counters(&self) -> MutexGuard<'_, Counters> {
        self.counters.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn change<T>(&self, change: impl FnOnce(&mut Counters) -> T) -> T {
        let mut counters = self.counters();
        let result = change(&mut counters);
        counters.version += 1;
        drop(counters);
        self.changed.notify_all();
        result
    }
}

/// A connection, counted as open until it is dropped.
#[derive(Debug)]
pub(crate) struct OpenConnection {
    registry: Arc<Registry>,
}

impl Drop for OpenConnection {
    fn drop(&mut self) {
        self.registry.change(|counters| counters.connections.open -= 1);
    }
}

/// A request, counted as in flight until it ends. Dropped before that, its client has given up.
#[derive(Debug)]
pub(crate) struct RequestGuard {
    registry: Arc<Registry>,
    route: Option<Route>,
    path: Option<Arc<str>>,
    ended: bool,
}

impl RequestGuard {
    /// Only the first ending counts.
    pub(crate) fn end(&mut self, ending: Ending) {
        if std::mem::replace(&mut self.ended, true) {
            return;
        }
        self.registry.change(|counters| {
            counters.all.end(ending);
            if let Some(route) = self.route {
                counters.routes[route as usize].end(ending);
            }
            if let Some(counts) = self.path.as_deref().and_then(|path| counters.paths.get_mut(path)) {
                counts.end(ending);
            }
        });
    }
}

impl Drop for RequestGuard {
    fn drop(&mut self) {
        self.end(Ending::GivenUp);
    }
}
