//! The report of each step through `tracing`.

use std::time::Instant;

use tracing::instrument::{Instrument as _, Instrumented};
use tracing::{Span, info, info_span};

/// A report of one step: a span while it runs, and its duration at the end.
pub(crate) struct StepReport {
    span: Span,
    started: Instant,
    finished: bool,
}

impl StepReport {
    pub(crate) fn start(name: &str) -> StepReport {
        let span = info_span!(target: "data_flow", "step", name);
        StepReport { span, started: Instant::now(), finished: false }
    }

    pub(crate) fn finish(mut self, succeeded: bool) {
        self.finished = true;
        let outcome = if succeeded { "done" } else { "failed" };
        self.report(outcome);
    }

    fn report(&self, outcome: &'static str) {
        let elapsed = self.started.elapsed();
        info!(target: "data_flow", parent: &self.span, outcome, ?elapsed);
    }
}

impl Drop for StepReport {
    fn drop(&mut self) {
        if !self.finished {
            self.report(if std::thread::panicking() { "panicked" } else { "cancelled" });
        }
    }
}

/// Runs a future inside the span of a report.
pub(crate) fn in_span<F: Future>(future: F, report: Option<&StepReport>) -> Instrumented<F> {
    future.instrument(report.map_or_else(Span::none, |report| report.span.clone()))
}
