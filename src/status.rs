//! What is said beside the output: on standard error.

use std::io::{self, IsTerminal, Write};

/// Where the width is not known.
const USUAL: usize = 100;

/// A sentence on standard error. If nobody reads there, nobody misses it.
pub(crate) fn complain(sentence: &str) {
    let _ = writeln!(io::stderr(), "{sentence}");
}

/// One line on standard error that tells what is going on, and is gone afterwards. Only a terminal shows it.
#[derive(Debug)]
pub(crate) struct Status {
    columns: usize,
    shown: bool,
}

impl Status {
    pub(crate) fn new() -> Status {
        let is_terminal = io::stderr().is_terminal();
        let columns = terminal_size::terminal_size_of(io::stderr()).map_or(USUAL, |(width, _)| usize::from(width.0));
        // The last column stays free: some terminals begin a new line there.
        Status { columns: if is_terminal { columns.saturating_sub(1) } else { 0 }, shown: false }
    }

    pub(crate) fn show(&mut self, text: &str) {
        if self.columns > 0 {
            let line: String = text.trim().chars().take(self.columns).collect();
            // Overwritten with spaces: that works where escape sequences do not. Nobody misses a line that fails.
            let _ = write!(io::stderr(), "\r{line:columns$}\r", columns = self.columns);
            self.shown = true;
        }
    }
}

impl Drop for Status {
    fn drop(&mut self) {
        if self.shown {
            self.show("");
        }
    }
}
