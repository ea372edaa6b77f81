//! Pictures of a trace: text for a terminal, SVG for a page.
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
mod legend;
mod scene;
mod svg;
mod terminal;
mod text;
mod timeline;
mod words;

use crate::trace::Trace;

/// The narrowest drawing. A smaller width is taken for this one.
pub const MIN_WIDTH: usize = 40;
/// The widest drawing. A larger width is taken for this one.
pub const MAX_WIDTH: usize = 400;

/// What runs from left to right.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Axis {
    /// The time on the recording's clock. On a paused clock a poll has no width.
    Clock,
    /// The real time, whatever clock the recording follows. Where the real times are missing, the recording's clock is
    /// drawn, and a line says so.
    Real,
    /// One column an event, in the order in which they happened: for what happens within one moment.
    Steps,
}

/// The characters that a text is drawn with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Charset {
    /// Lines, dots and check marks.
    Unicode,
    /// Nothing beyond ASCII. What a name holds beyond it turns into `?`.
    Ascii,
}

/// A picture of one recording, or of two, one over the other.
///
/// A lane is a line; below it, indented, stand the lanes that were created while it was being polled.
#[derive(Clone, Debug)]
pub struct Drawing<'t> {
    trace: &'t Trace,
    /// The other trace, its heading, and before it that of the first one.
    other: Option<(String, String, &'t Trace)>,
    axis: Option<Axis>,
    width: usize,
    charset: Charset,
    color: bool,
    lanes_at_most: usize,
    title: Option<String>,
}

impl<'t> Drawing<'t> {
    /// A drawing of `trace`: 100 columns wide, in Unicode, without colour, of at most 24 lanes.
    ///
    /// The axis is the recording's clock; or the steps, if that clock stood still from the first event to the last.
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

    /// Puts another recording below, on the same axis, with a heading over each.
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

    /// What runs from left to right.
    #[must_use]
    pub fn axis(mut self, axis: Axis) -> Self {
        self.axis = Some(axis);
        self
    }

    /// How wide the picture is at most, in columns of a terminal, from [`MIN_WIDTH`] to [`MAX_WIDTH`]. An SVG is eight
    /// units wide for each.
    #[must_use]
    pub fn width(mut self, columns: usize) -> Self {
        self.width = columns.clamp(MIN_WIDTH, MAX_WIDTH);
        self
    }

    /// The characters of a text.
    #[must_use]
    pub fn charset(mut self, charset: Charset) -> Self {
        self.charset = charset;
        self
    }

    /// Whether a text has colours, as ANSI escape sequences. Nothing is said by colour alone.
    #[must_use]
    pub fn color(mut self, color: bool) -> Self {
        self.color = color;
        self
    }

    /// How many lanes of a recording are drawn, at least one. A line says how many are left out.
    #[must_use]
    pub fn lanes_at_most(mut self, lanes: usize) -> Self {
        self.lanes_at_most = lanes.max(1);
        self
    }

    /// A line above the picture; in an SVG also its name for those who cannot see it.
    #[must_use]
    pub fn title(mut self, title: impl Into<String>) -> Self {
        self.title = Some(title.into());
        self
    }

    /// The picture as lines of text, each ended by a newline. None is wider than the [width](Drawing::width).
    pub fn text(&self) -> String {
        text::draw(self)
    }

    /// The picture as SVG: one element that stands alone, or in a page beside others.
    ///
    /// It follows the reader's light or dark scheme. A page with its own scheme can set the colours by custom
    /// properties on any element around it: `--pollscope-ink`, `-faint`, `-grid`, `-wait`, `-run`, `-woken`, `-item`,
    /// `-done`, `-drop`, `-back`.
    pub fn svg(&self) -> String {
        svg::draw(self)
    }

    /// The picture as text, with the width, the characters, the colours and the lanes that fit this process.
    ///
    /// - Width: `POLLSCOPE_WIDTH`, or else `COLUMNS`, or else that of the terminal, or else 100.
    /// - Colour: `POLLSCOPE_COLOR` is `always` or `never`; anything else, or nothing, means: when standard output is a
    ///   terminal, `NO_COLOR` is not set and `TERM` is not `dumb`.
    /// - Characters: `POLLSCOPE_CHARSET` is `unicode` or `ascii`; or else Unicode when the first that is set of
    ///   `LC_ALL`, `LC_CTYPE` and `LANG` names UTF-8, and ASCII when it does not; where none is set, Unicode, but on
    ///   Windows only in Windows Terminal.
    /// - Lanes: at most `POLLSCOPE_LANES` of a recording, or else as many as this drawing [has](Drawing::lanes_at_most).
    pub fn for_terminal(&self) -> String {
        let terminal = terminal::Terminal::of_process();
        self.clone()
            .width(terminal.width)
            .charset(terminal.charset)
            .color(terminal.color)
            .lanes_at_most(terminal.lanes.unwrap_or(self.lanes_at_most))
            .text()
    }

    /// The traces with their headings, in the order in which they are drawn.
    fn traces(&self) -> Vec<(Option<&str>, &'t Trace)> {
        match &self.other {
            None => vec![(None, self.trace)],
            Some((heading, other_heading, other)) => {
                vec![(Some(heading), self.trace), (Some(other_heading), *other)]
            }
        }
    }
}
