//! Counters of requests and connections, and a way to wait for them.

use std::{
    collections::HashMap,
    fmt, mem,
    sync::Arc,
    time::{Duration, Instant},
};

use parking_lot::{Condvar, Mutex};
use thiserror::Error;

use crate::{
    requests::{Request, Requests},
    route::Route,
};

/// The number of different paths with counts of their own. It bounds the memory of a server that runs for weeks. Requests for
/// any further path count for their route and for the whole server.
pub const MAX_COUNTED_PATHS: usize = 10_000;

/// Counts of requests: to the whole server, to a route or to a path.
///
/// `started` is always the sum of `in_flight`, `answered`, `given_up` and `broken_off`.
///
/// ```
/// use api_server::{ApiServer, Config, Counts};
///
/// let server = ApiServer::start(Config::new())?;
/// assert_eq!(server.counts(), Counts::default());
/// # Ok::<(), api_server::StartError>(())
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Requests whose head has arrived.
    pub started: u64,
    /// Requests whose whole response, possibly an error, was handed to the connection.
    pub answered: u64,
    /// Requests that have started and not ended: held, delayed, or in the middle of their response.
    pub in_flight: u64,
    /// The largest value that `in_flight` ever had.
    pub most_in_flight: u64,
    /// Requests whose client disconnected before the whole response was handed over, or that were in flight when the server
    /// stopped.
    pub given_up: u64,
    /// Requests that a fault ended without a whole response: a reset or half a body.
    pub broken_off: u64,
}

impl fmt::Display for Counts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { started, answered, in_flight, most_in_flight, given_up, broken_off } = self;
        write!(f, "{started} started, {answered} answered, {in_flight} in flight (at most {most_in_flight}), ")?;
        write!(f, "{given_up} given up by the client, {broken_off} broken off by a fault")
    }
}

/// Counts of connections to the whole server. A client that keeps connections alive needs fewer of them than requests.
///
/// ```
/// use api_server::{ApiServer, Config, Connections};
///
/// let server = ApiServer::start(Config::new())?;
/// assert_eq!(server.connections(), Connections { accepted: 0, open: 0 });
/// # Ok::<(), api_server::StartError>(())
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Connections {
    /// The number accepted since the start.
    pub accepted: u64,
    /// The number open now.
    pub open: u64,
}

impl fmt::Display for Connections {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} connections accepted, {} open", self.accepted, self.open)
    }
}

/// The error of [`ApiServer::wait_until`](crate::ApiServer::wait_until): the counts were not as wanted in time.
///
/// ```
/// use std::time::Duration;
/// use api_server::{ApiServer, Config};
///
/// let server = ApiServer::start(Config::new())?;
/// let error = server.wait_until(|counts| counts.started > 0, Duration::ZERO).unwrap_err();
/// assert_eq!(error.seen.started, 0);
/// # Ok::<(), api_server::StartError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("timed out after {timeout:?} waiting for the server's counts, which are now: {seen}")]
pub struct WaitTimeout {
    /// The last counts that were seen.
    pub seen: Counts,
    /// The time that was waited.
    pub timeout: Duration,
}

/// The end of a request.
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

/// All counters of a server.
#[derive(Debug, Default)]
pub(crate) struct Counters {
    all: Counts,
    routes: [Counts; Route::ALL.len()],
    paths: HashMap<Arc<str>, Counts>,
    connections: Connections,
    requests: Requests,
    /// The number of changes so far. A waiter looks again only after a change.
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

/// The counters, shared between the server, which updates them, and the test, which reads them and waits for changes.
#[derive(Debug)]
pub(crate) struct Registry {
    counters: Mutex<Counters>,
    changed: Condvar,
}

impl Registry {
    pub(crate) fn new(max_requests_kept: usize) -> Self {
        let counters = Counters { requests: Requests::keeping(max_requests_kept), ..Counters::default() };
        Self { counters: Mutex::new(counters), changed: Condvar::new() }
    }

    pub(crate) fn read<T>(&self, read: impl FnOnce(&Counters) -> T) -> T {
        read(&self.counters.lock())
    }

    /// Blocks the thread until `holds`. The counters are not locked while `holds` runs, so it may read them itself.
    pub(crate) fn wait(
        &self,
        mut holds: impl FnMut(&Counts) -> bool,
        timeout: Duration,
    ) -> Result<Counts, WaitTimeout> {
        // A time too far away to be represented is no deadline.
        let deadline = Instant::now().checked_add(timeout);
        loop {
            let (version, seen) = self.read(|counters| (counters.version, counters.all));
            if holds(&seen) {
                return Ok(seen);
            }
            let mut counters = self.counters.lock();
            while counters.version == version {
                let Some(deadline) = deadline else {
                    self.changed.wait(&mut counters);
                    continue;
                };
                if self.changed.wait_until(&mut counters, deadline).timed_out() && counters.version == version {
                    return Err(WaitTimeout { seen, timeout });
                }
            }
        }
    }

    /// Counts a connection.
    pub(crate) fn connect(self: &Arc<Self>) -> OpenConnection {
        self.change(|counters| {
            counters.connections.accepted += 1;
            counters.connections.open += 1;
        });
        OpenConnection { registry: Arc::clone(self) }
    }

    /// Counts a request.
    pub(crate) fn start(self: &Arc<Self>, route: Option<Route>, path: &str, request: Request) -> RequestGuard {
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

    fn change<T>(&self, change: impl FnOnce(&mut Counters) -> T) -> T {
        let mut counters = self.counters.lock();
        let result = change(&mut counters);
        counters.version += 1;
        drop(counters);
        self.changed.notify_all();
        result
    }
}

/// A connection. It counts as open until this is dropped.
#[derive(Debug)]
pub(crate) struct OpenConnection {
    registry: Arc<Registry>,
}

impl Drop for OpenConnection {
    fn drop(&mut self) {
        self.registry.change(|counters| counters.connections.open -= 1);
    }
}

/// A request. It counts as in flight until it ends; if this is dropped before that, the client has given up.
#[derive(Debug)]
pub(crate) struct RequestGuard {
    registry: Arc<Registry>,
    route: Option<Route>,
    path: Option<Arc<str>>,
    ended: bool,
}

impl RequestGuard {
    /// Ends the request. Only the first call counts.
    pub(crate) fn end(&mut self, ending: Ending) {
        if mem::replace(&mut self.ended, true) {
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
