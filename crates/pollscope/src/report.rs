//! Verdicts of failed assertions: what was expected, what happened, the picture, and the likeliest cause.

use std::fmt::Write as _;
use std::sync::atomic::Ordering;

use crate::draw::Drawing;
use crate::recording::Recording;
pub use crate::words::count;

/// Begins a verdict with what was expected.
///
/// ```should_panic
/// use pollscope::report::expected;
///
/// let recording = pollscope::Recording::start();
/// expected("three answers").but("two came").looks_as_if("the last one was dropped").fail(&recording);
/// ```
pub fn expected(expected: impl Into<String>) -> Expected {
    Expected { expected: expected.into() }
}

/// A verdict that needs what happened instead.
///
/// ```
/// use pollscope::report::{Expected, Report, expected};
///
/// let expected: Expected = expected("three answers");
/// let report: Report = expected.but("two came");
/// # let _ = report;
/// ```
#[derive(Clone, Debug)]
#[must_use = "a verdict is given by `.but(...).fail(...)`"]
pub struct Expected {
    expected: String,
}

impl Expected {
    /// Adds what happened instead.
    pub fn but(self, happened: impl Into<String>) -> Report {
        Report { expected: self.expected, happened: happened.into(), cause: None, picture: true }
    }
}

/// A verdict that is complete, but for a likeliest cause if there is evidence for one.
///
/// ```
/// use pollscope::report::expected;
///
/// let recording = pollscope::Recording::start();
/// let report = expected("three answers").but("two came").looks_as_if("the last one was dropped");
/// let text = "expected: three answers\nhappened: two came\nit looks as if the last one was dropped";
/// assert_eq!(report.text(&recording), text);
/// ```
#[derive(Clone, Debug)]
#[must_use = "a verdict is given by `.fail(...)`"]
pub struct Report {
    expected: String,
    happened: String,
    cause: Option<String>,
    picture: bool,
}

impl Report {
    /// Adds the likeliest cause, as the rest of a sentence that begins with "it looks as if".
    pub fn looks_as_if(mut self, cause: impl Into<String>) -> Report {
        self.cause = Some(cause.into());
        self
    }

    /// Adds the likeliest cause, if there is evidence for one. See [`looks_as_if`](Report::looks_as_if).
    pub fn looks_as_if_any(self, cause: Option<impl Into<String>>) -> Report {
        match cause {
            Some(cause) => self.looks_as_if(cause),
            None => self,
        }
    }

    /// Leaves the picture out, for a failure that it would not explain.
    pub fn without_picture(mut self) -> Report {
        self.picture = false;
        self
    }

    /// Returns the text of the verdict, with the picture drawn for the terminal of this process.
    pub fn text(&self, recording: &Recording) -> String {
        let mut text = format!("expected: {}\nhappened: {}", self.expected, self.happened);
        if self.picture && !recording.trace().lanes.is_empty() {
            let _ = write!(text, "\n\n{}", Drawing::of(&recording.trace()).for_terminal());
        }
        if let Some(cause) = &self.cause {
            let _ = write!(text, "\nit looks as if {cause}");
        }
        text
    }

    /// Panics with the text of the verdict.
    ///
    /// # Panics
    ///
    /// Always.
    #[track_caller]
    pub fn fail(self, recording: &Recording) -> ! {
        // Set even if the picture is left out on purpose, or the guard would print it.
        recording.shared.is_shown.store(true, Ordering::Relaxed);
        recording.shared.is_reporting.store(true, Ordering::Relaxed);
        panic!("{}", self.text(recording))
    }
}
