//! The handle of a recording.

use std::fmt;
use std::sync::Arc;

use crate::lane::Lane;
use crate::shared::{CurrentGuard, Limits, Shared};
use crate::trace::{LaneKind, Trace};

/// A recording of what futures and streams do while they run.
///
/// A `Recording` is a handle: clones write to the same log. It follows tokio's clock, and looks once whether that clock is
/// paused: when it starts, or at the first poll if it starts outside of a runtime. So pause the clock before.
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
#[derive(Clone)]
pub struct Recording {
    pub(crate) shared: Arc<Shared>,
}

// The whole log can be megabytes, and a struct that holds a recording may be written to a program's own log.
impl fmt::Debug for Recording {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (lanes, events) = (self.shared.lane_count(), self.event_count());
        f.debug_struct("Recording").field("lanes", &lanes).field("events", &events).finish_non_exhaustive()
    }
}

impl Recording {
    /// Starts a recording with the default [`Limits`].
    pub fn start() -> Recording {
        Recording::with_limits(Limits::default())
    }

    /// Starts a recording with the given capacity.
    pub fn with_limits(limits: Limits) -> Recording {
        Recording { shared: Shared::start(limits) }
    }

    /// Wraps a future in a lane of this recording. The future itself behaves as before.
    ///
    /// A name that is taken gets a number: `fetch`, `fetch 2`, `fetch 3`. After a digit the number is in brackets:
    /// `page 7 (2)`.
    pub fn future<F: Future>(&self, name: impl Into<String>, future: F) -> Lane<F> {
        Lane::new(Some(&self.shared), name, LaneKind::Future, future)
    }

    /// Wraps a stream in a lane of this recording. The stream itself behaves as before.
    ///
    /// A name that is taken gets a number, as in [`future`](Recording::future).
    pub fn stream<S: futures_core::Stream>(&self, name: impl Into<String>, stream: S) -> Lane<S> {
        Lane::new(Some(&self.shared), name, LaneKind::Stream, stream)
    }

    /// Makes [`pollscope::future`](crate::future) and [`pollscope::stream`](crate::stream) write to this recording on
    /// the current thread, until the guard is dropped.
    ///
    /// Drop guards in the reverse order of their creation. A task that is spawned on another thread is not covered: it
    /// needs a lane from [`Recording::future`].
    pub fn enter(&self) -> Entered {
        Entered { _guard: self.shared.enter() }
    }

    /// Returns everything that has been recorded so far. The recording goes on.
    pub fn trace(&self) -> Trace {
        self.shared.trace()
    }

    /// Returns the number of events so far, including those that were lost because the recording was full.
    pub fn event_count(&self) -> u64 {
        self.shared.event_count()
    }

    /// Returns the number of events since the recording's clock last moved, including those that were lost. A number
    /// that grows without end means a busy loop.
    pub fn events_at_current_time(&self) -> u64 {
        self.shared.events_at_current_time()
    }
}

/// A guard that keeps a recording current on its thread. See [`Recording::enter`].
///
/// ```
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() {
/// let recording = pollscope::Recording::start();
/// let entered = recording.enter();
/// pollscope::future("recorded", async {}).await;
/// drop(entered);
/// pollscope::future("not recorded", async {}).await;
///
/// assert_eq!(recording.trace().lanes.len(), 1);
/// # }
/// ```
#[derive(Debug)]
#[must_use = "the recording is left again when this is dropped"]
pub struct Entered {
    _guard: CurrentGuard,
}
