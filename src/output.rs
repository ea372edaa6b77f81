//! The output of a command, or a page of watch mode: lines of text, laid out for the width of a terminal.

use std::io::{self, IsTerminal, Write};
use std::path::{Path, PathBuf};

use anstyle::{AnsiColor, Style};
use clap::ValueEnum;
use course::ansi;

use crate::markdown;
use crate::term;
use crate::wrap::{wrap, wrap_code};

/// The width of the narrowest layout. A narrower terminal wraps or cuts the lines itself.
const MIN_WIDTH: usize = 40;
/// The width of prose on a wide terminal: longer lines are hard to read.
const MAX_PROSE_WIDTH: usize = 100;
/// The width where there is no terminal to ask: the same as pollscope's.
const DEFAULT_WIDTH: usize = 100;

pub(crate) const BOLD: Style = Style::new().bold();
pub(crate) const DIM: Style = Style::new().dimmed();
pub(crate) const GOOD: Style = AnsiColor::Green.on_default();
pub(crate) const BAD: Style = AnsiColor::Red.on_default();
pub(crate) const LOCATION: Style = AnsiColor::Cyan.on_default();

/// The choice when to use colours.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum ColorChoice {
    /// In a terminal, unless `NO_COLOR` is set or `TERM` is `dumb`
    #[default]
    Auto,
    Always,
    Never,
}

/// The width and the colours for which lines are laid out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Layout {
    /// In columns.
    pub(crate) width: usize,
    pub(crate) color: bool,
    /// `true` if locations are links.
    links: bool,
    /// The current directory, from which paths are shown.
    current_dir: PathBuf,
}

impl Layout {
    /// Returns the layout for the standard output of this process.
    pub(crate) fn of_process(current_dir: PathBuf, choice: ColorChoice) -> Layout {
        let is_set = |name| std::env::var_os(name).is_some_and(|value| !value.is_empty());
        let measured = term::size().map(|size| size.columns);
        let columns = std::env::var("COLUMNS").ok().and_then(|columns| columns.parse().ok());
        let color = match choice {
            ColorChoice::Always => true,
            ColorChoice::Never => false,
            ColorChoice::Auto => io::stdout().is_terminal() && !is_set("NO_COLOR") && !term::is_dumb(),
        };
        let links = io::stdout().is_terminal() && !term::is_dumb() && term::has_links(|name| std::env::var(name).ok());
        Layout { width: DEFAULT_WIDTH, color, links, current_dir }
            .with_width(measured.or(columns).unwrap_or(DEFAULT_WIDTH))
    }

    /// Returns the same layout for another width.
    #[must_use]
    pub(crate) fn with_width(&self, width: usize) -> Layout {
        Layout { width: width.max(MIN_WIDTH), ..self.clone() }
    }

    /// Styles `text`, unless colours are off.
    pub(crate) fn paint(&self, style: Style, text: &str) -> String {
        if self.color { format!("{style}{text}{style:#}") } else { text.to_owned() }
    }

    /// Formats a path so that a terminal can open it: relative to the current directory if it is below, or else in full.
    pub(crate) fn path(&self, path: &Path) -> String {
        path.strip_prefix(&self.current_dir).unwrap_or(path).display().to_string()
    }

    /// Formats a line of a file: `src/lib.rs:7`, a link where the terminal has them.
    pub(crate) fn location(&self, file: &Path, line: usize) -> String {
        let text = self.paint(LOCATION, &format!("{}:{line}", self.path(file)));
        if self.links { ansi::link(&text, &file_url(&self.current_dir.join(file))) } else { text }
    }

    fn prose_width(&self) -> usize {
        self.width.min(MAX_PROSE_WIDTH)
    }
}

/// Returns the URL of a file, in which all but the usual characters of paths are percent-encoded.
fn file_url(file: &Path) -> String {
    use std::fmt::Write as _;

    let path = file.to_string_lossy().replace('\\', "/");
    let mut url = String::from(if path.starts_with('/') { "file://" } else { "file:///" });
    for byte in path.bytes() {
        if byte.is_ascii_alphanumeric() || b"/-_.~:".contains(&byte) {
            url.push(char::from(byte));
        } else {
            // Writing to a string cannot fail.
            let _ = write!(url, "%{byte:02X}");
        }
    }
    url
}

/// Notes of rustc about files that it writes for long types.
const IGNORED_NOTES: [&str; 2] =
    ["= note: the full name for the type has been written to", "= note: consider using `--verbose`"];

/// Returns whether a path in a message of rustc is that of a crate from a registry, or of the standard library.
fn is_of_other_crate(path: &str) -> bool {
    let path = path.replace('\\', "/");
    ["/registry/src/", "/git/checkouts/", "/rustlib/src/"].iter().any(|folder| path.contains(folder))
        || path.starts_with("/rustc/")
}

/// Lines that were laid out and not printed yet.
#[derive(Clone, Debug)]
pub(crate) struct Output {
    pub(crate) layout: Layout,
    lines: Vec<String>,
}

impl Output {
    pub(crate) fn new(layout: Layout) -> Output {
        Output { layout, lines: Vec::new() }
    }

    pub(crate) fn lines(&self) -> &[String] {
        &self.lines
    }

    /// Styles `text`, unless colours are off.
    pub(crate) fn paint(&self, style: Style, text: &str) -> String {
        self.layout.paint(style, text)
    }

    /// Adds an empty line.
    pub(crate) fn blank(&mut self) {
        self.lines.push(String::new());
    }

    /// Adds lines as they are.
    pub(crate) fn raw(&mut self, text: &str) {
        self.lines.extend(text.trim_end_matches('\n').split('\n').map(str::to_owned));
    }

    /// Adds code, wrapped to the width.
    pub(crate) fn code(&mut self, code: &str) {
        self.lines.extend(wrap_code(code, self.layout.width));
    }

    /// Adds an error or a warning of rustc. Its sentences are wrapped; code with its marks stays as it is. Code of other
    /// crates is left out, with its paths.
    pub(crate) fn diagnostic(&mut self, rendered: &str) {
        let mut is_foreign = false;
        for line in rendered.trim_end_matches('\n').split('\n') {
            let text = ansi::without_colors(line);
            let text = text.trim_start();
            if let Some(path) = text.strip_prefix("--> ").or_else(|| text.strip_prefix("::: ")) {
                is_foreign = is_of_other_crate(path);
            } else if !(text.starts_with(['|', '.']) || text.starts_with(|c: char| c.is_ascii_digit())) {
                is_foreign = false;
            }
            if is_foreign || IGNORED_NOTES.iter().any(|note| text.starts_with(note)) {
                continue;
            }
            if ["= ", "error", "warning", "help", "note", "..."].iter().any(|start| text.starts_with(start)) {
                self.lines.extend(wrap(line, self.layout.width, "      "));
            } else {
                self.lines.push(line.to_owned());
            }
        }
    }

    /// Adds a line of prose. If it has to be wrapped, what follows the first line is indented by `indent` columns.
    pub(crate) fn line(&mut self, line: &str, indent: usize) {
        self.lines.extend(wrap(line, self.layout.prose_width(), &" ".repeat(indent)));
    }

    /// Adds a bold line.
    pub(crate) fn heading(&mut self, text: &str) {
        self.line(&self.paint(BOLD, text), 2);
    }

    /// Adds Markdown, indented by two columns.
    pub(crate) fn markdown(&mut self, markdown: &str) {
        for line in markdown::layout(markdown, self.layout.prose_width() - 2) {
            self.lines.push(if line.is_empty() { line } else { format!("  {line}") });
        }
    }

    /// Adds the message of a failed check, with bold labels. Prose that is too wide is wrapped; the picture, which was
    /// drawn for this width, stays as it is.
    pub(crate) fn message(&mut self, message: &str) {
        for line in message.trim_matches('\n').lines() {
            match label_of(line) {
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

    /// Dims the lines from the line with this index, and takes their other colours away.
    pub(crate) fn dim_from(&mut self, first: usize) {
        for line in self.lines.iter_mut().skip(first).filter(|line| !line.is_empty()) {
            *line = self.layout.paint(DIM, &ansi::without_colors(line));
        }
    }

    /// Adds the message of a failed check, so that its cause is among the next `rows` lines: before it, long values are cut,
    /// and `more` says where they are shown in full.
    pub(crate) fn message_within(&mut self, message: &str, rows: usize, more: &str) {
        let mut whole = Output::new(self.layout.clone());
        whole.message(message);
        let plain: Vec<String> = whole.lines.iter().map(|line| ansi::without_colors(line)).collect();
        let find = |label: &str| plain.iter().position(|line| line.starts_with(label));
        let (Some(happened), Some(cause)) = (find("happened:"), find("it looks as if")) else {
            self.lines.append(&mut whole.lines);
            return;
        };
        if cause < rows || happened > cause {
            self.lines.append(&mut whole.lines);
            return;
        }
        // The two values share the rows above the cause, each with a line that says that it goes on.
        let half = (rows.saturating_sub(3) / 2).max(1);
        for (start, end) in [(0, happened), (happened, cause)] {
            let is_cut = end - start > half + 1;
            self.lines.extend_from_slice(&whole.lines[start..if is_cut { start + half } else { end }]);
            if is_cut {
                self.lines.push(self.paint(DIM, &format!("  ... {} more lines: {more}", end - start - half)));
            }
        }
        self.lines.extend_from_slice(&whole.lines[cause..]);
    }

    /// Prints the lines added since the last call.
    pub(crate) fn print(&mut self) -> io::Result<()> {
        let mut out = io::stdout().lock();
        for line in self.lines.drain(..) {
            writeln!(out, "{line}")?;
        }
        out.flush()
    }
}

/// The labels in the message of a failed check.
const LABELS: [&str; 3] = ["expected:", "happened:", "it looks as if"];

fn label_of(line: &str) -> Option<&'static str> {
    LABELS.into_iter().find(|label| line.starts_with(label))
}

/// Returns whether a line of the message of a failed check is a sentence with a label.
pub(crate) fn is_labelled(line: &str) -> bool {
    label_of(line).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_location_is_a_link_where_the_terminal_has_them() {
        let mut layout = Layout::of_process("/my work".into(), ColorChoice::Never);
        layout.links = true;
        let location = layout.location(Path::new("/my work/ü/lib.rs"), 7);
        assert_eq!(location, ansi::link("ü/lib.rs:7", "file:///my%20work/%C3%BC/lib.rs"));
        layout.links = false;
        assert_eq!(layout.location(Path::new("/my work/ü/lib.rs"), 7), "ü/lib.rs:7");
    }

    #[test]
    fn a_long_value_leaves_room_for_the_cause() {
        let value = |label: &str| label.to_owned() + &" number".repeat(200);
        let message =
            format!("{}\n{}\nit looks as if one is missing\n\npicture", value("expected:"), value("happened:"));
        let mut out = Output::new(Layout::of_process("/".into(), ColorChoice::Never).with_width(80));
        out.message_within(&message, 10, "`m` shows all");
        let cause = out.lines().iter().position(|line| line.starts_with("it looks as if")).unwrap();
        assert!(cause < 10, "{:#?}", out.lines());
        assert!(out.lines().iter().any(|line| line.ends_with("more lines: `m` shows all")), "{:#?}", out.lines());
        assert_eq!(out.lines().last().map(String::as_str), Some("picture"));
        for short in ["expected: a\nhappened: b\nit looks as if c", "one\ntwo", "happened: a\nexpected: b"] {
            let (mut within, mut whole) = (Output::new(out.layout.clone()), Output::new(out.layout.clone()));
            within.message_within(short, 10, "");
            whole.message(short);
            assert_eq!(within.lines(), whole.lines());
        }
    }

    #[test]
    fn code_of_other_crates_is_left_out_of_compile_errors() {
        let rendered = "error[E0277]: `S` cannot be unpinned\n  --> exercises/0-a/src/lib.rs:3:12\n   |\n3  |     stream.next();\n   \
                        |            ^^^^ no\n   |\n   = note: consider using `pin!`\nnote: required by a bound in `next`\n  --> \
                        /home/x/.cargo/registry/src/index.crates.io-1/futures-util-0.3.31/src/lib.rs:273:15\n   |\n271 |     fn \
                        next()\n...\n273 |     Self: Unpin,\n   |           ^^^^^ here\nhelp: pin it\n";
        let mut out = Output::new(Layout::of_process("/".into(), ColorChoice::Never));
        out.diagnostic(rendered);
        let text = out.lines().join("\n");
        assert!(!text.contains("registry") && !text.contains("fn next"), "{text}");
        for kept in ["lib.rs:3:12", "3  |     stream.next();", "required by a bound in `next`", "help: pin it"] {
            assert!(text.contains(kept), "{kept:?} is not in:\n{text}");
        }
    }
}
