//! The span that a step has in `tracing`.

use std::time::Duration;

use tracing::instrument::{Instrument as _, Instrumented};
use tracing::{Span, info, info_span};

use crate::path::Path;
use crate::report::State;

/// Begins the span of a step.
pub(crate) fn begin(name: &str, path: &Path) -> Span {
    info_span!(target: "data_flow", "step", name, %path)
}

/// Reports the outcome and the duration of a step, at the end of its span.
pub(crate) fn end(span: &Span, outcome: State, elapsed: Duration) {
    info!(target: "data_flow", parent: span, %outcome, ?elapsed);
}

/// Runs a future inside of a span.
pub(crate) fn inside<F: Future>(span: Option<&Span>, future: F) -> Instrumented<F> {
    future.instrument(span.cloned().unwrap_or_else(Span::none))
}

/// Returns true if a subscriber wants the spans of steps.
#[inline]
pub(crate) fn is_wanted() -> bool {
    tracing::enabled!(target: "data_flow", tracing::Level::INFO)
}
