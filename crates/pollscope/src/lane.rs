//! The wrapper around one future or stream that is recorded.

use std::fmt;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, Wake, Waker};

use futures_core::future::FusedFuture;
use futures_core::{FusedStream, Stream};
use pin_project_lite::pin_project;

use crate::shared::{Shared, current};
use crate::trace::{EventKind, LaneKind};

/// Wraps a future in a lane of the current recording: that of the lane being polled on this thread, or else the one
/// that was [entered](crate::Recording::enter). Without a current recording, the lane records nothing.
///
/// For code that does not know whether it is being recorded, such as a library. With a recording in reach,
/// [`Recording::future`](crate::Recording::future) is more direct, and works in any thread and task.
///
/// ```
/// # #[tokio::main(flavor = "current_thread", start_paused = true)]
/// # async fn main() {
/// async fn parsed(text: &str) -> Option<u32> {
///     pollscope::future("parse", async { text.parse().ok() }).await
/// }
/// assert_eq!(parsed("7").await, Some(7)); // nothing is recorded
///
/// let recording = pollscope::Recording::start();
/// recording.future("request", parsed("8")).await;
/// assert_eq!(recording.trace().lane("parse").parent().map(|lane| lane.name()), Some("request"));
/// # }
/// ```
pub fn future<F: Future>(name: impl Into<String>, future: F) -> Lane<F> {
    Lane::new(current().as_ref(), name, LaneKind::Future, future)
}

/// Wraps a stream in a lane of the current recording. See [`future`].
pub fn stream<S: Stream>(name: impl Into<String>, stream: S) -> Lane<S> {
    Lane::new(current().as_ref(), name, LaneKind::Stream, stream)
}

pin_project! {
    /// A wrapper that records what happens to the future or stream in it, and otherwise behaves like it: it yields the
    /// same values at the same time. It is `Send`, `Sync` and `Unpin` if `T` is, and never `Clone`.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() {
    /// use std::future::{Ready, ready};
    ///
    /// let recording = pollscope::Recording::start();
    /// let lane: pollscope::Lane<Ready<u32>> = recording.future("seven", ready(7));
    /// assert_eq!(lane.await, 7);
    /// # }
    /// ```
    ///
    /// The compiler warns of a lane that is never polled, as it does of any other future:
    ///
    /// ```compile_fail
    /// #![deny(unused_must_use)]
    ///
    /// pollscope::future("save", async {}); // error: unused `Lane` that must be used
    /// ```
    #[must_use = "futures and streams do nothing unless polled"]
    pub struct Lane<T> {
        // Declared before the probe, so that whatever the inner drop does is recorded before the drop itself.
        #[pin]
        inner: T,
        probe: Option<Probe>,
    }
}

impl<T> Lane<T> {
    /// Wraps `inner` in a lane of a recording. Without one, or if it is full, the lane records nothing.
    pub(crate) fn new(shared: Option<&Arc<Shared>>, name: impl Into<String>, kind: LaneKind, inner: T) -> Lane<T> {
        let probe = shared.and_then(|shared| {
            let lane = shared.add_lane(&name.into(), kind)?;
            Some(Probe { shared: Arc::clone(shared), lane, tap: None })
        });
        Lane { inner, probe }
    }
}

impl<T: fmt::Debug> fmt::Debug for Lane<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Lane").field("inner", &self.inner).field("recorded", &self.probe.is_some()).finish()
    }
}

impl<F: Future> Future for Lane<F> {
    type Output = F::Output;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<F::Output> {
        let this = self.project();
        match this.probe {
            None => this.inner.poll(cx),
            Some(probe) => probe.poll(cx, |cx| this.inner.poll(cx), |_| EventKind::Ready),
        }
    }
}

impl<S: Stream> Stream for Lane<S> {
    type Item = S::Item;

    fn poll_next(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<S::Item>> {
        let this = self.project();
        match this.probe {
            None => this.inner.poll_next(cx),
            Some(probe) => probe.poll(
                cx,
                |cx| this.inner.poll_next(cx),
                |item| if item.is_some() { EventKind::Item } else { EventKind::Ended },
            ),
        }
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        self.inner.size_hint()
    }
}

impl<F: FusedFuture> FusedFuture for Lane<F> {
    fn is_terminated(&self) -> bool {
        self.inner.is_terminated()
    }
}

impl<S: FusedStream> FusedStream for Lane<S> {
    fn is_terminated(&self) -> bool {
        self.inner.is_terminated()
    }
}

/// The part of a lane that records its events.
struct Probe {
    shared: Arc<Shared>,
    lane: u32,
    tap: Option<Tap>,
}

impl Probe {
    /// Polls by `poll` and records it; `event` names the event for a result.
    fn poll<R>(
        &mut self,
        cx: &mut Context<'_>,
        poll: impl FnOnce(&mut Context<'_>) -> Poll<R>,
        event: impl FnOnce(&R) -> EventKind,
    ) -> Poll<R> {
        let Probe { shared, lane, tap } = self;
        // A new waker in every poll would cost an allocation, and inside the future `will_wake` would never be true.
        let tap = match tap {
            Some(tap) if tap.outer.will_wake(cx.waker()) => tap,
            _ => tap.insert(Tap::new(shared, *lane, cx.waker())),
        };
        let began = shared.begin_poll(*lane);
        let entered = shared.enter_lane(*lane);
        let unwinding = PanicRecorder { shared, lane: *lane, began };
        let result = poll(&mut Context::from_waker(&tap.waker));
        std::mem::forget(unwinding);
        drop(entered);
        let kind = match &result {
            Poll::Pending => EventKind::Pending,
            Poll::Ready(value) => event(value),
        };
        shared.end_poll(*lane, began, kind);
        result
    }
}

impl Drop for Probe {
    fn drop(&mut self) {
        self.shared.record(self.lane, EventKind::Dropped);
    }
}

/// A guard that records that a poll panicked. It is forgotten if the poll returns.
struct PanicRecorder<'a> {
    shared: &'a Shared,
    lane: u32,
    began: u64,
}

impl Drop for PanicRecorder<'_> {
    fn drop(&mut self) {
        self.shared.end_poll(self.lane, self.began, EventKind::Panicked);
    }
}

/// The waker that the inner future gets, with the outer waker that it stands for.
struct Tap {
    outer: Waker,
    waker: Waker,
}

impl Tap {
    fn new(shared: &Arc<Shared>, lane: u32, outer: &Waker) -> Tap {
        let waker = Waker::from(Arc::new(TappedWaker { shared: Arc::clone(shared), lane, outer: outer.clone() }));
        Tap { outer: outer.clone(), waker }
    }
}

/// A waker that records each wake and passes it on.
struct TappedWaker {
    shared: Arc<Shared>,
    lane: u32,
    outer: Waker,
}

impl Wake for TappedWaker {
    fn wake(self: Arc<Self>) {
        self.wake_by_ref();
    }

    fn wake_by_ref(self: &Arc<Self>) {
        self.shared.record_wake(self.lane);
        self.outer.wake_by_ref();
    }
}
