//! A lane: one future or stream that is being watched.

use std::fmt;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, Wake, Waker};

use futures_core::future::FusedFuture;
use futures_core::{FusedStream, Stream};
use pin_project_lite::pin_project;

use crate::recording::{Shared, ambient};
use crate::trace::{EventKind, LaneKind};

/// Wraps a future in a lane of the recording that is on here: that of the lane which is being polled on this thread, or
/// the one that was [entered](crate::Recording::enter). Where none is on, the wrapper does nothing.
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
    Lane::ambient(name, LaneKind::Future, future)
}

/// Wraps a stream in a lane of the recording that is on here. See [`future`].
pub fn stream<S: Stream>(name: impl Into<String>, stream: S) -> Lane<S> {
    Lane::ambient(name, LaneKind::Stream, stream)
}

pin_project! {
    /// A wrapper that records what happens to the future or stream in it, and otherwise behaves like it: it yields the
    /// same values at the same time. It is `Send`, `Sync` and `Unpin` if `T` is, and never `Clone`.
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
        // Before the probe, so that what the inner drop does is recorded before the drop is.
        #[pin]
        inner: T,
        probe: Option<Probe>,
    }
}

impl<T> Lane<T> {
    pub(crate) fn recorded(shared: &Arc<Shared>, name: &str, kind: LaneKind, inner: T) -> Lane<T> {
        let probe = shared.add_lane(name, kind).map(|lane| Probe { shared: Arc::clone(shared), lane, tap: None });
        Lane { inner, probe }
    }

    fn ambient(name: impl Into<String>, kind: LaneKind, inner: T) -> Lane<T> {
        match ambient() {
            Some(shared) => Lane::recorded(&shared, &name.into(), kind, inner),
            None => Lane { inner, probe: None },
        }
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
            Some(probe) => probe.watch(cx, |cx| this.inner.poll(cx), |_| EventKind::Ready),
        }
    }
}

impl<S: Stream> Stream for Lane<S> {
    type Item = S::Item;

    fn poll_next(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<S::Item>> {
        let this = self.project();
        match this.probe {
            None => this.inner.poll_next(cx),
            Some(probe) => probe.watch(
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

/// Writes down what happens to one lane.
struct Probe {
    shared: Arc<Shared>,
    lane: u32,
    tap: Option<Tap>,
}

impl Probe {
    fn watch<R>(
        &mut self,
        cx: &mut Context<'_>,
        poll: impl FnOnce(&mut Context<'_>) -> Poll<R>,
        gave: impl FnOnce(&R) -> EventKind,
    ) -> Poll<R> {
        let Probe { shared, lane, tap } = self;
        // A new waker for every poll would cost an allocation, and `will_wake` would never be true further in.
        let tap = match tap {
            Some(tap) if tap.outer.will_wake(cx.waker()) => tap,
            _ => tap.insert(Tap::new(shared, *lane, cx.waker())),
        };
        let began = shared.poll_begins(*lane);
        let here = shared.enter_lane(*lane);
        let result = poll(&mut Context::from_waker(&tap.waker));
        drop(here);
        let kind = match &result {
            Poll::Pending => EventKind::Pending,
            Poll::Ready(given) => gave(given),
        };
        shared.poll_ends(*lane, began, kind);
        result
    }
}

impl Drop for Probe {
    fn drop(&mut self) {
        self.shared.happened(self.lane, EventKind::Dropped);
    }
}

/// The waker that the inner future gets, beside the one that it stands for.
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

/// Writes the wake down and passes it on.
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
        self.shared.woken(self.lane);
        self.outer.wake_by_ref();
    }
}
