//! What is counted, and how to wait for a count.

use std::{
    collections::HashMap,
    fmt,
    sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

use thiserror::Error;
use tokio::sync::Notify;

use crate::{
    requests::{Request, Requests},
    route::Route,
};

/// Different paths that get counts of their own. A server that runs for weeks is asked for more of them than it can keep;
/// those that come later count for their route and in all.
pub const PATHS_COUNTED: usize = 10_000;

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
pub struct NotReached<T: fmt::Display + fmt::Debug> {
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
pub(crate) struct Board {
    all: Counts,
    routes: [Counts; Route::ALL.len()],
    paths: HashMap<Arc<str>, Counts>,
    connections: Connections,
    requests: Requests,
    /// Rises with each change, so that a waiter looks again only when there is something new.
    version: u64,
}

impl Board {
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

/// The board that the server writes and that everybody may read and wait for.
#[derive(Debug)]
pub(crate) struct Ledger {
    board: Mutex<Board>,
    changed: Condvar,
    notify: Notify,
}

impl Ledger {
    pub(crate) fn new(kept: usize) -> Self {
        let board = Board { requests: Requests::keeping(kept), ..Board::default() };
        Self { board: Mutex::new(board), changed: Condvar::new(), notify: Notify::new() }
    }

    pub(crate) fn read<T>(&self, read: impl FnOnce(&Board) -> T) -> T {
        read(&self.board())
    }

    /// Waits on this thread. The board is not locked while `holds` looks at what was read.
    pub(crate) fn wait<T: fmt::Display + fmt::Debug>(
        &self,
        read: impl Fn(&Board) -> T,
        mut holds: impl FnMut(&T) -> bool,
        patience: Duration,
    ) -> Result<T, NotReached<T>> {
        let end = Instant::now().checked_add(patience);
        loop {
            let (version, seen) = self.read(|board| (board.version, read(board)));
            if holds(&seen) {
                return Ok(seen);
            }
            let mut board = self.board();
            while board.version == version {
                let left = end.map_or(Duration::MAX, |end| end.saturating_duration_since(Instant::now()));
                if left.is_zero() {
                    return Err(NotReached { seen, patience });
                }
                board = self.changed.wait_timeout(board, left).unwrap_or_else(PoisonError::into_inner).0;
            }
        }
    }

    /// Waits as a future, for ever; it may be dropped at any moment.
    pub(crate) async fn reach<T>(&self, read: impl Fn(&Board) -> T, mut holds: impl FnMut(&T) -> bool) -> T {
        loop {
            let mut changed = std::pin::pin!(self.notify.notified());
            changed.as_mut().enable();
            let seen = self.read(&read);
            if holds(&seen) {
                return seen;
            }
            changed.await;
        }
    }

    pub(crate) fn connection(self: &Arc<Self>) -> OpenConnection {
        self.change(|board| {
            board.connections.accepted += 1;
            board.connections.open += 1;
        });
        OpenConnection { ledger: Arc::clone(self) }
    }

    pub(crate) fn call(self: &Arc<Self>, route: Option<Route>, path: &str, request: Request) -> Call {
        let path = self.change(|board| {
            board.requests.note(request);
            board.all.start();
            if let Some(route) = route {
                board.routes[route as usize].start();
            }
            let known = board.paths.get_key_value(path).map(|(path, _)| Arc::clone(path));
            let path = known.or_else(|| (board.paths.len() < PATHS_COUNTED).then(|| Arc::from(path)));
            if let Some(path) = &path {
                board.paths.entry(Arc::clone(path)).or_default().start();
            }
            path
        });
        Call { ledger: Arc::clone(self), route, path, ended: false }
    }

    fn board(&self) -> MutexGuard<'_, Board> {
        self.board.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn change<T>(&self, change: impl FnOnce(&mut Board) -> T) -> T {
        let mut board = self.board();
        let result = change(&mut board);
        board.version += 1;
        drop(board);
        self.changed.notify_all();
        self.notify.notify_waiters();
        result
    }
}

/// A connection, counted as open until it is dropped.
#[derive(Debug)]
pub(crate) struct OpenConnection {
    ledger: Arc<Ledger>,
}

impl Drop for OpenConnection {
    fn drop(&mut self) {
        self.ledger.change(|board| board.connections.open -= 1);
    }
}

/// A request, counted as in flight until it ends. Dropped before that, its client has given up.
#[derive(Debug)]
pub(crate) struct Call {
    ledger: Arc<Ledger>,
    route: Option<Route>,
    path: Option<Arc<str>>,
    ended: bool,
}

impl Call {
    /// Only the first ending counts.
    pub(crate) fn end(&mut self, ending: Ending) {
        if std::mem::replace(&mut self.ended, true) {
            return;
        }
        self.ledger.change(|board| {
            board.all.end(ending);
            if let Some(route) = self.route {
                board.routes[route as usize].end(ending);
            }
            if let Some(counts) = self.path.as_deref().and_then(|path| board.paths.get_mut(path)) {
                counts.end(ending);
            }
        });
    }
}

impl Drop for Call {
    fn drop(&mut self) {
        self.end(Ending::GivenUp);
    }
}
