//! The observers of a run: spans of `tracing`, a recording, a report, and a token that cancels the run.

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::AtomicUsize;
use std::time::Duration;

use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

use crate::error::ErrorKind;
use crate::report::{State, Steps};
use crate::run::{Options, Run};
use crate::step::Place;

/// The observers of a run, and the part of the flow that they look at.
#[derive(Clone)]
pub(crate) struct Watch {
    observers: Arc<Observers>,
    /// In place of [`Run`]'s own, so that the parts of a flow have one.
    pub(crate) panicked: Arc<AtomicUsize>,
    /// The addresses of the boxed flows around this part, the outermost first.
    boxes: Vec<usize>,
    /// The items of the fan-outs around this part, the outermost first.
    #[cfg_attr(not(feature = "tracing"), allow(dead_code, reason = "only spans are about single items"))]
    items: Vec<usize>,
}

struct Observers {
    /// The number of the step at an address.
    numbers: HashMap<Vec<usize>, usize>,
    #[cfg(feature = "tracing")]
    paths: Vec<crate::path::Path>,
    cancel: Option<CancellationToken>,
    report: Option<Steps>,
    #[cfg(feature = "pollscope")]
    recording: Option<pollscope::Recording>,
    #[cfg(feature = "tracing")]
    traced: bool,
}

/// Returns true if a subscriber of `tracing` wants the spans of steps.
#[inline]
fn is_traced() -> bool {
    #[cfg(feature = "tracing")]
    let traced = crate::span::is_wanted();
    #[cfg(not(feature = "tracing"))]
    let traced = false;
    traced
}

impl Watch {
    /// Returns the observers that the options ask for, if there are any.
    pub(crate) fn new(options: &Options, steps: impl FnOnce() -> Vec<Place>) -> Option<Watch> {
        let wanted = options.cancel.is_some() || options.report.is_some();
        #[cfg(feature = "pollscope")]
        let wanted = wanted || options.recording.is_some();
        (wanted || is_traced()).then(|| Watch::of(options, steps()))
    }

    /// Returns the observers of a run without options: a subscriber of `tracing`, if there is one.
    #[inline]
    pub(crate) fn plain(steps: impl FnOnce() -> Vec<Place>) -> Option<Watch> {
        is_traced().then(|| Watch::of(&Options::default(), steps()))
    }

    #[cold]
    fn of(options: &Options, steps: Vec<Place>) -> Watch {
        let (addresses, paths): (Vec<_>, Vec<_>) = steps.into_iter().map(|place| (place.address, place.path)).unzip();
        let observers = Observers {
            numbers: addresses.into_iter().zip(0..).collect(),
            cancel: options.cancel.clone(),
            report: options.report.as_ref().map(|report| report.begin(&paths)),
            #[cfg(feature = "tracing")]
            paths,
            #[cfg(feature = "pollscope")]
            recording: options.recording.clone(),
            #[cfg(feature = "tracing")]
            traced: is_traced(),
        };
        Watch { observers: Arc::new(observers), panicked: Arc::default(), boxes: Vec::new(), items: Vec::new() }
    }

    /// Returns the observers for the steps of a boxed flow.
    pub(crate) fn inside(&self, boxed: usize) -> Watch {
        let mut inside = self.clone();
        inside.boxes.push(boxed);
        inside
    }

    /// Returns the observers for an item of a fan-out.
    pub(crate) fn at_item(&self, index: usize) -> Watch {
        let mut of_item = self.clone();
        of_item.items.push(index);
        of_item
    }

    /// Returns the number of a step. Its address begins in this part of the flow.
    fn number(&self, address: &[usize]) -> Option<usize> {
        self.observers.numbers.get(&[&self.boxes, address].concat()).copied()
    }

    /// Reports a step whose result comes from a checkpoint.
    pub(crate) fn skipped(&self, address: &[usize]) {
        if let (Some(report), Some(number)) = (&self.observers.report, self.number(address)) {
            report.skipped(number);
        }
    }

    /// Awaits a future until the run is cancelled.
    pub(crate) async fn until_cancelled<F: Future>(&self, future: F) -> Option<F::Output> {
        match &self.observers.cancel {
            None => Some(future.await),
            Some(token) => token.run_until_cancelled(future).await,
        }
    }

    #[cfg_attr(not(any(feature = "tracing", feature = "pollscope")), allow(unused_variables))]
    pub(crate) async fn observe<T, E: From<ErrorKind>>(
        &self,
        run: &Run,
        address: usize,
        name: &str,
        step: impl Future<Output = Result<T, E>>,
    ) -> Result<T, E> {
        if self.observers.cancel.as_ref().is_some_and(CancellationToken::is_cancelled) {
            return Err(ErrorKind::Cancelled.into());
        }
        let running = Running::begin(self, run, address, name);
        #[cfg(feature = "tracing")]
        let step = crate::span::inside(running.span.as_ref(), step);
        #[cfg(feature = "pollscope")]
        let step = async move {
            match &self.observers.recording {
                Some(recording) => recording.future(name, step).await,
                None => step.await,
            }
        };
        match self.until_cancelled(step).await {
            Some(result) => {
                running.end(if result.is_ok() { State::Done } else { State::Failed });
                result
            }
            None => Err(ErrorKind::Cancelled.into()),
        }
    }
}

/// A step that runs. One that is dropped before its end was cancelled, or panicked.
struct Running<'r> {
    run: &'r Run,
    report: Option<(&'r Steps, usize)>,
    #[cfg(feature = "tracing")]
    span: Option<tracing::Span>,
    started: Instant,
    outcome: Option<State>,
}

impl<'r> Running<'r> {
    #[cfg_attr(not(feature = "tracing"), allow(unused_variables))]
    fn begin(watch: &'r Watch, run: &'r Run, address: usize, name: &str) -> Running<'r> {
        let number = watch.number(&[address]);
        let report = watch.observers.report.as_ref().zip(number);
        if let Some((report, number)) = report {
            report.started(number);
        }
        #[cfg(feature = "tracing")]
        let span = watch.observers.traced.then(|| {
            let path = number.map(|number| watch.observers.paths[number].clone()).unwrap_or_default();
            crate::span::begin(name, &path.with_items(&watch.items))
        });
        Running {
            run,
            report,
            #[cfg(feature = "tracing")]
            span,
            started: Instant::now(),
            outcome: None,
        }
    }

    fn end(mut self, outcome: State) {
        self.outcome = Some(outcome);
    }

    fn report(&self, outcome: State, elapsed: Duration) {
        if let Some((report, number)) = self.report {
            report.ended(number, outcome, elapsed);
        }
        #[cfg(feature = "tracing")]
        if let Some(span) = &self.span {
            crate::span::end(span, outcome, elapsed);
        }
    }
}

impl Drop for Running<'_> {
    fn drop(&mut self) {
        let dropped = if self.run.panics() { State::Panicked } else { State::Cancelled };
        self.report(self.outcome.unwrap_or(dropped), self.started.elapsed());
    }
}
