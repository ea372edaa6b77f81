//! The state of one run, and the options with which it starts.

use std::fmt;
use std::future::poll_fn;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::Poll;

use tokio_util::sync::CancellationToken;

use crate::checkpoint::{Checkpoints, Store};
use crate::error::{ErrorKind, FlowError, message_of};
use crate::path::Path;
use crate::report::Report;
use crate::step::Place;
use crate::watch::Watch;

/// Options of one run: checkpoints, cancellation, a report, a recording, and the visibility of earlier data.
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
    pub(crate) cancel: Option<CancellationToken>,
    pub(crate) report: Option<Report>,
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

    /// Cancels the run when the token is cancelled: what runs is dropped, no further step starts, and the run returns
    /// [`ErrorKind::Cancelled`] with the path of a step that was running, or that would have been the next one.
    ///
    /// A blocking function that has already started runs to its end, in vain.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread", start_paused = true)]
    /// # async fn main() {
    /// use std::time::Duration;
    /// use data_flow::{CancellationToken, Options, source};
    ///
    /// async fn slow() -> Result<(), std::io::Error> {
    ///     tokio::time::sleep(Duration::from_secs(3600)).await;
    ///     Ok(())
    /// }
    /// let token = CancellationToken::new();
    /// let options = Options::new().cancel(token.clone());
    /// let flow = source(slow);
    /// let (result, ()) = tokio::join!(flow.run_with((), &options), async { token.cancel() });
    /// assert_eq!(result.unwrap_err().to_string(), "the step `slow` was cancelled");
    /// # }
    /// ```
    #[must_use]
    pub fn cancel(mut self, token: CancellationToken) -> Options {
        self.cancel = Some(token);
        self
    }

    /// Reports the state of each step, while the run goes on and after its end. See [`Report`].
    #[must_use]
    pub fn report(mut self, report: &Report) -> Options {
        self.report = Some(report.clone());
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
    /// Returns the state of a run. Only a run that is observed asks for the flow's steps.
    pub(crate) fn new(options: &Options, steps: impl FnOnce() -> Vec<Place>) -> Run {
        Run {
            panicked: AtomicUsize::new(0),
            watch: Watch::new(options, steps),
            checkpoints: options.checkpoints.clone(),
        }
    }

    /// Returns the state of a run without options. It costs less than one with the default options.
    #[inline]
    pub(crate) fn plain(steps: impl FnOnce() -> Vec<Place>) -> Run {
        Run { panicked: AtomicUsize::new(0), watch: Watch::plain(steps), checkpoints: None }
    }

    /// Returns the state for the steps of a boxed flow, if the run is observed.
    #[inline]
    pub(crate) fn inside(&self, boxed: usize) -> Option<Box<Run>> {
        self.watch.as_ref().map(|watch| Box::new(self.with(watch.inside(boxed))))
    }

    /// Returns the state for an item of a fan-out, if the run is observed.
    #[inline]
    pub(crate) fn at_item(&self, index: usize) -> Option<Box<Run>> {
        self.watch.as_ref().map(|watch| Box::new(self.with(watch.at_item(index))))
    }

    fn with(&self, watch: Watch) -> Run {
        Run { panicked: AtomicUsize::new(0), watch: Some(watch), checkpoints: self.checkpoints.clone() }
    }

    /// Returns true while the panic of a step unwinds that is not known yet.
    pub(crate) fn panics(&self) -> bool {
        std::thread::panicking() && self.panicked().load(Ordering::Relaxed) == 0
    }

    fn panicked(&self) -> &AtomicUsize {
        self.watch.as_ref().map_or(&self.panicked, |watch| &watch.panicked)
    }

    /// Awaits a step, and reports it to the observers.
    // Boxed: what few runs need must not make the futures of all runs larger.
    pub(crate) fn observe<'a, T: Send + 'a, E: From<ErrorKind> + Send + 'a>(
        &'a self,
        watch: &'a Watch,
        address: usize,
        name: &'a str,
        step: impl Future<Output = Result<T, E>> + Send + 'a,
    ) -> Pin<Box<dyn Future<Output = Result<T, E>> + Send + 'a>> {
        Box::pin(watch.observe(self, address, name, step))
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
                let address = self.panicked().swap(0, Ordering::Relaxed);
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
            let _ = self.run.panicked().compare_exchange(0, self.address, Ordering::Relaxed, Ordering::Relaxed);
        }
    }
}
