//! Timelines of a trace, as text for a terminal and as SVG for a page.
//!
//! ```
//! # #[tokio::main(flavor = "current_thread", start_paused = true)]
//! # async fn main() {
//! use std::time::Duration;
//! use pollscope::draw::Drawing;
//!
//! let recording = pollscope::Recording::start();
//! recording.future("short", tokio::time::sleep(Duration::from_secs(1))).await;
//! recording.future("long", tokio::time::sleep(Duration::from_secs(2))).await;
//!
//! let picture = "
//! short │●─────────✓                      2 polls
//! long  │          ●───────────────────✓  2 polls
//!       └┬─────────┬─────────┬─────────┬
//!        0        1 s       2 s       3 s
//! ● polled  ─ waiting  ✓ ready  1 column = 100 ms
//! ";
//! assert_eq!(Drawing::of(&recording.trace()).width(60).text(), picture.trim_start());
//! # }
//! ```

mod axis;
mod cluster;
mod legend;
mod scene;
mod svg;
mod terminal;
mod text;
mod timeline;

use crate::trace::Trace;

/// The minimum width of a drawing, in columns. A smaller width is raised to it.
pub const MIN_WIDTH: usize = 40;
/// The maximum width of a drawing, in columns. A larger width is lowered to it.
pub const MAX_WIDTH: usize = 400;

/// The quantity on the horizontal axis.
///
/// ```
/// # #[tokio::main(flavor = "current_thread", start_paused = true)]
/// # async fn main() {
/// use pollscope::draw::{Axis, Drawing};
///
/// let recording = pollscope::Recording::start();
/// recording.future("yields", tokio::task::yield_now()).await;
///
/// let text = Drawing::of(&recording.trace()).axis(Axis::Steps).text();
/// assert!(text.contains("1 column = 1 event"));
/// # }
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Axis {
    /// The time on the recording's clock. On a paused clock a poll has no width.
    Clock,
    /// The real time, whichever clock the recording follows. If the trace has no real times, the recording's clock is
    /// drawn instead, and a line says so.
    Real,
    /// The events in the order in which they happened, one column each: for what happens within one moment.
    Steps,
}

/// The characters of a drawing as text.
///
/// ```
/// use pollscope::draw::{Charset, Drawing};
///
/// let recording = pollscope::Recording::start();
/// drop(recording.future("café", async {}));
/// assert!(Drawing::of(&recording.trace()).charset(Charset::Ascii).text().is_ascii());
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Charset {
    /// Lines, dots and check marks.
    Unicode,
    /// ASCII only. Other characters in names become `?`.
    Ascii,
}

/// A timeline of one recording, or of two, one above the other.
///
/// Each lane is a line. Below it, indented, are the lanes that were created while it was being polled. The [module]
/// shows an example.
///
/// Marks that would cover each other are drawn side by side, those of one kind as one mark with a number: `◆3✓` is three
/// items and the end. An item or an end stands for the poll that led to it.
///
/// ```
/// use pollscope::draw::Drawing;
///
/// let recording = pollscope::Recording::start();
/// drop(recording.future("fetch", async {}));
///
/// let trace = recording.trace();
/// let text = Drawing::of(&trace).title("A future that never ran").width(60).text();
/// assert!(text.starts_with("A future that never ran\n"));
/// assert!(text.lines().all(|line| line.chars().count() <= 60));
/// ```
///
/// [module]: self
#[derive(Clone, Debug)]
pub struct Drawing<'t> {
    trace: &'t Trace,
    /// The heading of the first trace, the heading of the second, and the second trace.
    other: Option<(String, String, &'t Trace)>,
    axis: Option<Axis>,
    width: usize,
    charset: Charset,
    color: bool,
    lanes_at_most: usize,
    title: Option<String>,
}

impl<'t> Drawing<'t> {
    /// Creates a drawing of `trace`, 100 columns wide, in Unicode, without colour, with at most 24 lanes.
    ///
    /// The axis is the recording's clock, or the steps if that clock stood still from the first event to the last.
    pub fn of(trace: &'t Trace) -> Drawing<'t> {
        Drawing {
            trace,
            other: None,
            axis: None,
            width: 100,
            charset: Charset::Unicode,
            color: false,
            lanes_at_most: 24,
            title: None,
        }
    }

    /// Adds another recording below, on the same axis, with a heading above each.
    #[must_use]
    pub fn compared_with(
        mut self,
        other: &'t Trace,
        heading: impl Into<String>,
        other_heading: impl Into<String>,
    ) -> Self {
        self.other = Some((heading.into(), other_heading.into(), other));
        self
    }

    /// Sets the quantity on the horizontal axis.
    #[must_use]
    pub fn axis(mut self, axis: Axis) -> Self {
        self.axis = Some(axis);
        self
    }

    /// Sets the maximum width in columns of a terminal, from [`MIN_WIDTH`] to [`MAX_WIDTH`]. In an SVG, a column is eight
    /// units wide.
    #[must_use]
    pub fn width(mut self, columns: usize) -> Self {
        self.width = columns.clamp(MIN_WIDTH, MAX_WIDTH);
        self
    }

    /// Sets the characters of a text.
    #[must_use]
    pub fn charset(mut self, charset: Charset) -> Self {
        self.charset = charset;
        self
    }

    /// Turns the colours of a text on or off. They are ANSI escape sequences; nothing is shown by colour alone.
    #[must_use]
    pub fn color(mut self, color: bool) -> Self {
        self.color = color;
        self
    }

    /// Sets the maximum number of lanes of a recording, at least one. A line says how many are left out.
    #[must_use]
    pub fn lanes_at_most(mut self, lanes: usize) -> Self {
        self.lanes_at_most = lanes.max(1);
        self
    }

    /// Sets a title above the picture. In an SVG it is the accessible name as well.
    #[must_use]
    pub fn title(mut self, title: impl Into<String>) -> Self {
        self.title = Some(title.into());
        self
    }

    /// Returns the picture as lines of text, each with a newline at its end. None is wider than the
    /// [width](Drawing::width).
    pub fn text(&self) -> String {
        text::draw(self)
    }

    /// Returns the picture as an SVG element, for a file of its own or for a page with others.
    ///
    /// It follows the reader's light or dark color scheme. A page with its own scheme can set the colours by custom
    /// properties on any enclosing element: `--pollscope-ink`, `-faint`, `-grid`, `-wait`, `-run`, `-woken`, `-item`,
    /// `-done`, `-drop`, `-back`.
    pub fn svg(&self) -> String {
        svg::draw(self)
    }

    /// Returns the picture as text, with the settings that suit the terminal of this process.
    ///
    /// - Width: `POLLSCOPE_WIDTH`, or else `COLUMNS`, or else the width of the terminal, or else 100.
    /// - Colour: on if `POLLSCOPE_COLOR` is `always`, off if it is `never`. Otherwise on if standard output is a
    ///   terminal, `NO_COLOR` is not set and `TERM` is not `dumb`.
    /// - Characters: `POLLSCOPE_CHARSET`, `unicode` or `ascii`. Otherwise Unicode if the first of `LC_ALL`, `LC_CTYPE`
    ///   and `LANG` that is set names UTF-8, and ASCII if it does not. If none is set, Unicode, except that on Windows
    ///   it takes Windows Terminal.
    /// - Lanes: at most `POLLSCOPE_LANES` of a recording, or else the maximum of
    ///   [this drawing](Drawing::lanes_at_most).
    pub fn for_terminal(&self) -> String {
        let terminal = terminal::Terminal::of_process();
        self.clone()
            .width(terminal.width)
            .charset(terminal.charset)
            .color(terminal.color)
            .lanes_at_most(terminal.lanes.unwrap_or(self.lanes_at_most))
            .text()
    }

    /// Returns the traces with their headings, in the order in which they are drawn.
    fn traces(&self) -> Vec<(Option<&str>, &'t Trace)> {
        match &self.other {
            None => vec![(None, self.trace)],
            Some((heading, other_heading, other)) => {
                vec![(Some(heading), self.trace), (Some(other_heading), *other)]
            }
        }
    }
}
