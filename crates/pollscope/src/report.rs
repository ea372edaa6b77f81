//! A verdict in words and a picture: what was expected, what happened, the picture, the likeliest cause.

use std::fmt::{self, Write as _};
use std::sync::atomic::Ordering;

use crate::draw::Drawing;
use crate::recording::Recording;

/// Begins a verdict: what was expected, in the reader's words.
///
/// ```should_panic
/// use pollscope::report::expected;
///
/// let recording = pollscope::Recording::start();
/// expected("three answers").but("two came").looks_as_if("the last one was dropped").fail(&recording);
/// ```
pub fn expected(what: impl Into<String>) -> Expected {
    Expected { expected: what.into() }
}

/// Returns a number with the noun that agrees with it: `one` after 1, `many` after any other number.
///
/// ```
/// use pollscope::report::count;
///
/// assert_eq!(count(1, "poll", "polls"), "1 poll");
/// assert_eq!(count(0, "poll", "polls"), "0 polls");
/// assert_eq!(count(2_u64, "request is", "requests are"), "2 requests are");
/// ```
pub fn count<N: fmt::Display + PartialEq + From<u8>>(number: N, one: &str, many: &str) -> String {
    let noun = if number == N::from(1) { one } else { many };
    format!("{number} {noun}")
}

/// A verdict that still lacks what happened.
#[derive(Clone, Debug)]
#[must_use = "a verdict is given by `.but(...).fail(...)`"]
pub struct Expected {
    expected: String,
}

impl Expected {
    /// What happened instead.
    pub fn but(self, happened: impl Into<String>) -> Report {
        Report { expected: self.expected, happened: happened.into(), cause: None, picture: true }
    }
}

/// A verdict, ready to be given.
#[derive(Clone, Debug)]
#[must_use = "a verdict is given by `.fail(...)`"]
pub struct Report {
    expected: String,
    happened: String,
    cause: Option<String>,
    picture: bool,
}

impl Report {
    /// The likeliest cause, as the rest of a sentence that begins with "it looks as if".
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

    /// Leaves the picture out, where it would explain nothing.
    pub fn without_picture(mut self) -> Report {
        self.picture = false;
        self
    }

    /// The verdict as it is printed. The picture is drawn for the terminal that this process has.
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

    /// Gives the verdict: panics with the text.
    ///
    /// # Panics
    ///
    /// Always.
    #[track_caller]
    pub fn fail(self, recording: &Recording) -> ! {
        // Also when the picture was left out on purpose: the guard must not print it after all.
        recording.shared.drawn.store(true, Ordering::Relaxed);
        recording.shared.is_told.store(true, Ordering::Relaxed);
        panic!("{}", self.text(recording))
    }
}
