//! The progress of a verification on standard error, while nothing else is printed.

use std::io::{self, IsTerminal as _};
use std::time::{Duration, Instant};

use crate::status::{Status, warn};

/// The shortest time between two lines where standard error is no terminal.
const BETWEEN_LINES: Duration = Duration::from_secs(5);

/// A line that changes in a terminal, and a line now and then elsewhere.
#[derive(Debug)]
pub(crate) struct Progress {
    status: Option<Status>,
    last: Option<Instant>,
}

impl Progress {
    pub(crate) fn new() -> Progress {
        Progress { status: io::stderr().is_terminal().then(Status::new), last: None }
    }

    /// Announces a stage of the work, in a line of its own that stays.
    pub(crate) fn announce(&mut self, stage: &str) {
        if let Some(status) = &mut self.status {
            status.show("");
        }
        warn(stage);
        self.last = Some(Instant::now());
    }

    /// Shows how far the work is. Where standard error is no terminal, most calls print nothing.
    pub(crate) fn show(&mut self, state: &str) {
        if let Some(status) = &mut self.status {
            status.show(state);
        } else if self.is_due(Instant::now()) {
            warn(state);
        }
    }

    /// Returns whether the next line may be printed, and counts it as printed.
    fn is_due(&mut self, now: Instant) -> bool {
        let is_due = self.last.is_none_or(|last| now.duration_since(last) >= BETWEEN_LINES);
        if is_due {
            self.last = Some(now);
        }
        is_due
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_keep_their_distance() {
        let mut progress = Progress { status: None, last: None };
        let start = Instant::now();
        assert!(progress.is_due(start));
        assert!(!progress.is_due(start + BETWEEN_LINES / 2));
        assert!(progress.is_due(start + BETWEEN_LINES));
        assert!(!progress.is_due(start + BETWEEN_LINES + Duration::from_secs(1)));
    }
}
