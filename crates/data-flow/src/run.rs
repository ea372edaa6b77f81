//! The state of one run, and the options with which it starts.

use std::fmt;
use std::future::poll_fn;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::Poll;

use crate::checkpoint::{Checkpoints, Store};
use crate::error::{ErrorKind, FlowError, message_of};
use crate::path::Path;

/// Options of one run: checkpoints, a recording, and the visibility of earlier data.
///
/// ```
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), data_flow::FlowError> {
/// use data_flow::{Options, map};
///
/// let flow = map(|number: u32| number + 1);
/// let options = Options::new();
/// assert_eq!(flow.run_with(1, &options).await?, 2);
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Default)]
pub struct Options {
    pub(crate) checkpoints: Option<Checkpoints>,
    pub(crate) visibility: crate::named::Visibility,
    #[cfg(feature = "pollscope")]
    pub(crate) recording: Option<pollscope::Recording>,
}

impl Options {
    /// Returns the default options: no checkpoints, no recording.
    pub fn new() -> Options {
        Options::default()
    }

    /// Keeps the results of finished steps in `store`, so that a run of the same name goes on where this one ended.
    ///
    /// A name stands for one piece of work, such as `"prices of 2026-05-01"`. When the run succeeds, its checkpoints are
    /// removed. See [`checkpoint`](crate::checkpoint).
    #[must_use]
    pub fn checkpoints(mut self, store: impl Store, run: impl Into<String>) -> Options {
        self.checkpoints = Some(Checkpoints::new(Arc::new(store), run.into()));
        self
    }

    /// Sets the earlier data that a step of the [named form](crate::named) sees. The typed form has no use for it.
    #[must_use]
    pub fn visibility(mut self, visibility: crate::named::Visibility) -> Options {
        self.visibility = visibility;
        self
    }

    /// Records each step as a lane, under the step's name.
    #[cfg(feature = "pollscope")]
    #[must_use]
    pub fn record(mut self, recording: &pollscope::Recording) -> Options {
        self.recording = Some(recording.clone());
        self
    }
}

impl fmt::Debug for Options {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = f.debug_struct("Options");
        shown
            .field("checkpoints", &self.checkpoints.as_ref().map(Checkpoints::run))
            .field("visibility", &self.visibility);
        shown.finish_non_exhaustive()
    }
}

/// The state of one run. Nothing that changes is stored in the flow itself, so runs of one flow may overlap.
pub struct Run {
    /// The address of the step whose panic is unwinding, or 0.
    panicked: AtomicUsize,
    watch: Option<Watch>,
    checkpoints: Option<Checkpoints>,
}

impl fmt::Debug for Run {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Run").finish_non_exhaustive()
    }
}

impl Run {
    pub(crate) fn new(options: &Options) -> Run {
        Run { panicked: AtomicUsize::new(0), watch: Watch::new(options), checkpoints: options.checkpoints.clone() }
    }

    /// Returns the state of a run without options. It costs less than one with the default options.
    #[inline]
    pub(crate) fn plain() -> Run {
        Run { panicked: AtomicUsize::new(0), watch: Watch::plain(), checkpoints: None }
    }

    #[inline]
    pub(crate) fn watch(&self) -> Option<&Watch> {
        self.watch.as_ref()
    }

    pub(crate) fn checkpoints(&self) -> Option<&Checkpoints> {
        self.checkpoints.as_ref()
    }

    /// Removes the checkpoints of a run that has succeeded.
    pub(crate) async fn forget_checkpoints(&self) -> Result<(), FlowError> {
        let Some(checkpoints) = &self.checkpoints else { return Ok(()) };
        let forgotten = checkpoints.forget().await;
        forgotten.map_err(|error| FlowError::new(Path::unnamed(), ErrorKind::Checkpoint(error)))
    }

    /// Reports a result that is not kept.
    #[cfg_attr(not(feature = "tracing"), allow(unused_variables))]
    pub(crate) fn warn(step: &str, error: &serde_json::Error) {
        #[cfg(feature = "tracing")]
        tracing::warn!(target: "data_flow", step, %error, "the input cannot be a key, so there is no checkpoint");
    }

    /// Returns a guard that notes a panic of the step at `address`.
    // A `catch_unwind` in each step would keep the compiler from merging the steps: so there is one around the run, and the
    // step is found by the address that its guard leaves behind.
    #[inline]
    pub(crate) fn guard(&self, address: usize) -> PanicGuard<'_> {
        PanicGuard { run: self, address }
    }

    /// Polls `future`, and turns a panic into an error. `locate` finds the path of the step at an address.
    // The future is pinned where it was made: to move it would copy the states of all its steps.
    pub(crate) fn catch<T>(
        &self,
        mut future: Pin<&mut (impl Future<Output = Result<T, FlowError>> + Send + ?Sized)>,
        locate: impl Fn(usize) -> Option<Path> + Send,
    ) -> impl Future<Output = Result<T, FlowError>> + Send {
        poll_fn(move |context| {
            let polled = catch_unwind(AssertUnwindSafe(|| future.as_mut().poll(context)));
            polled.unwrap_or_else(|panic| {
                let address = self.panicked.swap(0, Ordering::Relaxed);
                let path = locate(address).unwrap_or_else(Path::unnamed);
                Poll::Ready(Err(FlowError::new(path, ErrorKind::Panicked(message_of(&*panic)))))
            })
        })
    }
}

/// A guard that is alive while a step runs.
pub(crate) struct PanicGuard<'r> {
    run: &'r Run,
    address: usize,
}

impl PanicGuard<'_> {
    #[inline]
    pub(crate) fn disarm(self) {
        std::mem::forget(self);
    }
}

impl Drop for PanicGuard<'_> {
    fn drop(&mut self) {
        // The siblings of a step that panics are dropped after it, while the panic still unwinds: the first one counts.
        if std::thread::panicking() {
            let _ = self.run.panicked.compare_exchange(0, self.address, Ordering::Relaxed, Ordering::Relaxed);
        }
    }
}

/// The observers of a run.
pub(crate) struct Watch {
    #[cfg(feature = "pollscope")]
    recording: Option<pollscope::Recording>,
    #[cfg(feature = "tracing")]
    traced: bool,
}

impl Watch {
    #[cfg_attr(not(feature = "pollscope"), allow(unused_variables))]
    fn new(options: &Options) -> Option<Watch> {
        #[cfg(feature = "pollscope")]
        if let Some(recording) = &options.recording {
            return Some(Watch {
                recording: Some(recording.clone()),
                #[cfg(feature = "tracing")]
                traced: is_traced(),
            });
        }
        Watch::plain()
    }

    /// Returns the observers of a run without options: a subscriber of `tracing`, if there is one.
    #[inline]
    fn plain() -> Option<Watch> {
        is_traced().then_some(Watch {
            #[cfg(feature = "pollscope")]
            recording: None,
            #[cfg(feature = "tracing")]
            traced: true,
        })
    }

    /// Awaits a step, and reports it to the observers.
    // Boxed: what few runs need must not make the futures of all runs larger.
    #[cfg_attr(not(any(feature = "tracing", feature = "pollscope")), allow(unused_variables, clippy::unused_self))]
    pub(crate) fn observe<'a, T: Send + 'a, E: Send + 'a>(
        &'a self,
        name: &'a str,
        step: impl Future<Output = Result<T, E>> + Send + 'a,
    ) -> Pin<Box<dyn Future<Output = Result<T, E>> + Send + 'a>> {
        Box::pin(async move {
            #[cfg(feature = "tracing")]
            let report = self.traced.then(|| crate::report::StepReport::start(name));
            #[cfg(feature = "tracing")]
            let step = crate::report::in_span(step, report.as_ref());
            #[cfg(feature = "pollscope")]
            let result = match &self.recording {
                Some(recording) => recording.future(name, step).await,
                None => step.await,
            };
            #[cfg(not(feature = "pollscope"))]
            let result = step.await;
            #[cfg(feature = "tracing")]
            if let Some(report) = report {
                report.finish(result.is_ok());
            }
            result
        })
    }
}

/// Returns whether a subscriber of `tracing` wants the spans of steps.
#[inline]
fn is_traced() -> bool {
    #[cfg(feature = "tracing")]
    let traced = tracing::enabled!(target: "data_flow", tracing::Level::INFO);
    #[cfg(not(feature = "tracing"))]
    let traced = false;
    traced
}
