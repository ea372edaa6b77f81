//! Warnings and a progress line on standard error, beside the output.

use std::io::{self, IsTerminal, Write};

use crate::ansi;

/// The width that is assumed for a terminal of unknown width.
const DEFAULT_COLUMNS: usize = 100;

/// Prints a sentence on standard error. Ignores that nobody reads there.
pub fn warn(sentence: &str) {
    let _ = writeln!(io::stderr(), "{sentence}");
}

/// A line on standard error that shows what is going on, and is cleared on drop. Only a terminal shows it.
///
/// # Examples
///
/// ```
/// use course::status::Status;
///
/// let mut status = Status::new();
/// status.show("Building ...");
/// status.show("Running ...");
/// drop(status); // The line is empty again.
/// ```
#[derive(Debug)]
pub struct Status {
    columns: usize,
    shown: bool,
}

impl Default for Status {
    fn default() -> Status {
        Status::new()
    }
}

impl Status {
    /// Creates an empty line, as wide as the terminal.
    pub fn new() -> Status {
        let is_terminal = io::stderr().is_terminal();
        let columns =
            terminal_size::terminal_size_of(io::stderr()).map_or(DEFAULT_COLUMNS, |(width, _)| usize::from(width.0));
        // The last column stays free: some terminals begin a new line there.
        Status { columns: if is_terminal { columns.saturating_sub(1) } else { 0 }, shown: false }
    }

    /// Shows `text` in place of what was shown before, cut to the width of the terminal.
    pub fn show(&mut self, text: &str) {
        if self.columns > 0 {
            let line = ansi::cut(text.trim(), 0, self.columns);
            let gap = " ".repeat(self.columns.saturating_sub(ansi::width(&line)));
            // Overwriting with spaces works where escape sequences do not. A line that cannot be written is not missed.
            let _ = write!(io::stderr(), "\r{line}{gap}\r");
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
