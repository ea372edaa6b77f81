//! All that is printed.

use std::io::{self, IsTerminal, Write};
use std::path::{Path, PathBuf};

use anstyle::{AnsiColor, Style};

use crate::text;

/// The narrowest layout: a smaller terminal breaks the lines itself.
const NARROWEST: usize = 40;
/// Prose wider than this is hard to read.
const WIDEST_PROSE: usize = 100;
/// Where nothing tells the width: the width that pollscope draws to then.
const USUAL: usize = 100;

pub(crate) const BOLD: Style = Style::new().bold();
pub(crate) const DIM: Style = Style::new().dimmed();
pub(crate) const GOOD: Style = AnsiColor::Green.on_default();
pub(crate) const BAD: Style = AnsiColor::Red.on_default();
pub(crate) const PLACE: Style = AnsiColor::Cyan.on_default();

/// Standard output, with its width and whether it shows colours.
#[derive(Debug)]
pub(crate) struct Screen {
    out: io::Stdout,
    pub(crate) width: usize,
    pub(crate) color: bool,
    /// Where the learner stands: paths are shown from here.
    here: PathBuf,
}

impl Screen {
    pub(crate) fn of_process(here: PathBuf) -> Screen {
        let out = io::stdout();
        let is_terminal = out.is_terminal();
        let set = |name| std::env::var_os(name).is_some_and(|value| !value.is_empty());
        let measured = terminal_size::terminal_size_of(&out).map(|(width, _)| usize::from(width.0));
        let columns = std::env::var("COLUMNS").ok().and_then(|columns| columns.parse().ok());
        Screen {
            width: measured.or(columns).unwrap_or(USUAL).max(NARROWEST),
            color: is_terminal && !set("NO_COLOR") && std::env::var_os("TERM").is_none_or(|term| term != "dumb"),
            out,
            here,
        }
    }

    /// `text` in a style, where there are colours.
    pub(crate) fn paint(&self, style: Style, text: &str) -> String {
        if self.color { format!("{style}{text}{style:#}") } else { text.to_owned() }
    }

    /// A path that can be clicked: from here, if it lies below; else in full.
    pub(crate) fn path(&self, path: &Path) -> String {
        path.strip_prefix(&self.here).unwrap_or(path).display().to_string()
    }

    /// A file and a line in it.
    pub(crate) fn place(&self, file: &Path, line: usize) -> String {
        self.paint(PLACE, &format!("{}:{line}", self.path(file)))
    }

    fn prose(&self) -> usize {
        self.width.min(WIDEST_PROSE)
    }

    /// An empty line.
    pub(crate) fn blank(&mut self) -> io::Result<()> {
        writeln!(self.out)
    }

    /// Lines that stay as they are.
    pub(crate) fn raw(&mut self, text: &str) -> io::Result<()> {
        writeln!(self.out, "{}", text.trim_end_matches('\n'))
    }

    /// One line, broken where the screen ends; the rest is indented by `indent` columns.
    pub(crate) fn line(&mut self, line: &str, indent: usize) -> io::Result<()> {
        for part in text::wrap(line, self.prose(), &" ".repeat(indent)) {
            writeln!(self.out, "{part}")?;
        }
        Ok(())
    }

    /// Markdown, laid out and indented by two columns.
    pub(crate) fn markdown(&mut self, markdown: &str) -> io::Result<()> {
        for line in text::reflow(markdown, self.prose() - 2) {
            if line.is_empty() { writeln!(self.out)? } else { writeln!(self.out, "  {line}")? }
        }
        Ok(())
    }

    /// What a check says. Its labels stand out; prose that is too wide is broken; the picture, which was drawn for this
    /// width, stays as it is.
    pub(crate) fn message(&mut self, message: &str) -> io::Result<()> {
        const LABELS: [&str; 3] = ["expected:", "happened:", "it looks as if"];
        for line in message.trim_matches('\n').lines() {
            let label = LABELS.into_iter().find(|label| line.starts_with(label));
            match label {
                Some(label) => {
                    let line = line.replacen(label, &self.paint(BOLD, label), 1);
                    let indent = if label.ends_with(':') { label.len() + 1 } else { 2 };
                    self.line(&line, indent)?;
                }
                None if text::width(line) > self.width => self.line(line, 2)?,
                None => writeln!(self.out, "{line}")?,
            }
        }
        Ok(())
    }

    /// Shows what was printed so far, before something else happens.
    pub(crate) fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

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
