//! Lines of text, laid out for a terminal or for whatever reads the output.

use std::io::{self, IsTerminal, Write};
use std::path::{Path, PathBuf};

use anstyle::{AnsiColor, Style};
use clap::ValueEnum;

use crate::ansi;
use crate::markdown;
use crate::wrap::wrap;

/// The narrowest layout: a smaller terminal breaks or cuts the lines itself.
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

/// When there are colours.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum ColorChoice {
    /// In a terminal, unless `NO_COLOR` is set or `TERM` is `dumb`
    #[default]
    Auto,
    Always,
    Never,
}

/// What lines are laid out for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Layout {
    /// In columns.
    pub(crate) width: usize,
    pub(crate) color: bool,
    /// Where the learner stands: paths are shown from here.
    here: PathBuf,
}

impl Layout {
    /// For the standard output of this process.
    pub(crate) fn of_process(here: PathBuf, choice: ColorChoice) -> Layout {
        let out = io::stdout();
        let set = |name| std::env::var_os(name).is_some_and(|value| !value.is_empty());
        let measured = terminal_size::terminal_size_of(&out).map(|(width, _)| usize::from(width.0));
        let columns = std::env::var("COLUMNS").ok().and_then(|columns| columns.parse().ok());
        let color = match choice {
            ColorChoice::Always => true,
            ColorChoice::Never => false,
            ColorChoice::Auto => {
                out.is_terminal() && !set("NO_COLOR") && std::env::var_os("TERM").is_none_or(|term| term != "dumb")
            }
        };
        Layout { width: USUAL, color, here }.of_width(measured.or(columns).unwrap_or(USUAL))
    }

    /// The same for another width.
    #[must_use]
    pub(crate) fn of_width(&self, width: usize) -> Layout {
        Layout { width: width.max(NARROWEST), ..self.clone() }
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
}

/// A text that grows line by line.
#[derive(Clone, Debug)]
pub(crate) struct Page {
    pub(crate) layout: Layout,
    lines: Vec<String>,
}

impl Page {
    pub(crate) fn new(layout: Layout) -> Page {
        Page { layout, lines: Vec::new() }
    }

    pub(crate) fn lines(&self) -> &[String] {
        &self.lines
    }

    /// `text` in a style, where there are colours.
    pub(crate) fn paint(&self, style: Style, text: &str) -> String {
        self.layout.paint(style, text)
    }

    /// An empty line.
    pub(crate) fn blank(&mut self) {
        self.lines.push(String::new());
    }

    /// Lines that stay as they are.
    pub(crate) fn raw(&mut self, text: &str) {
        self.lines.extend(text.trim_end_matches('\n').split('\n').map(str::to_owned));
    }

    /// A line of code, broken where the page ends.
    pub(crate) fn code(&mut self, line: &str) {
        let start = line.len() - line.trim_start().len();
        self.lines.extend(wrap(line, self.layout.width, &" ".repeat(start + 4)));
    }

    /// What rustc says. Its sentences are broken where the page ends; code with its marks stays as it is.
    pub(crate) fn diagnostic(&mut self, rendered: &str) {
        for line in rendered.trim_end_matches('\n').split('\n') {
            let said = ansi::without_colors(line);
            let said = said.trim_start();
            if ["= ", "error", "warning", "help", "note", "..."].iter().any(|start| said.starts_with(start)) {
                self.lines.extend(wrap(line, self.layout.width, "      "));
            } else {
                self.lines.push(line.to_owned());
            }
        }
    }

    /// One line, broken where the page ends; the rest is indented by `indent` columns.
    pub(crate) fn line(&mut self, line: &str, indent: usize) {
        self.lines.extend(wrap(line, self.layout.prose(), &" ".repeat(indent)));
    }

    /// A line that stands out.
    pub(crate) fn heading(&mut self, text: &str) {
        self.line(&self.paint(BOLD, text), 2);
    }

    /// Markdown, laid out and indented by two columns.
    pub(crate) fn markdown(&mut self, markdown: &str) {
        for line in markdown::layout(markdown, self.layout.prose() - 2) {
            self.lines.push(if line.is_empty() { line } else { format!("  {line}") });
        }
    }

    /// What a check says. Its labels stand out; prose that is too wide is broken; the picture, which was drawn for this
    /// width, stays as it is.
    pub(crate) fn message(&mut self, message: &str) {
        const LABELS: [&str; 3] = ["expected:", "happened:", "it looks as if"];
        for line in message.trim_matches('\n').lines() {
            let label = LABELS.into_iter().find(|label| line.starts_with(label));
            match label {
                Some(label) => {
                    let line = line.replacen(label, &self.paint(BOLD, label), 1);
                    let indent = if label.ends_with(':') { label.len() + 1 } else { 2 };
                    self.line(&line, indent);
                }
                None if ansi::width(line) > self.layout.width => self.line(line, 2),
                None => self.lines.push(line.to_owned()),
            }
        }
    }

    /// Prints what was laid out since the last time.
    pub(crate) fn print(&mut self) -> io::Result<()> {
        let mut out = io::stdout().lock();
        for line in self.lines.drain(..) {
            writeln!(out, "{line}")?;
        }
        out.flush()
    }
}
