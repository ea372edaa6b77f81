//! The whole terminal as a canvas, given back as it was on every way out.

use std::io::{self, IsTerminal, Write};
use std::sync::{Mutex, PoisonError};

#[cfg(unix)]
use crate::signals;
use crate::{ansi, process};

/// The other screen of the terminal, without a cursor, where lines that are too long do not break.
const ENTER: &str = "\x1b[?1049h\x1b[?25l\x1b[?7l\x1b[2J";
const LEAVE: &str = "\x1b[?7h\x1b[?25h\x1b[?1049l";
/// What is drawn between these two is shown at once, by terminals that know them; others ignore them.
const BEGIN_FRAME: &str = "\x1b[?2026h\x1b[H";
const END_FRAME: &str = "\x1b[0m\x1b[?2026l";
/// Before the text: after a line that fills its row the cursor stands on the last character, and would erase it.
const BEGIN_LINE: &str = "\x1b[0m\x1b[K";

/// How the terminal was before; while it is taken over.
static BEFORE: Mutex<Option<input::Mode>> = Mutex::new(None);

/// How many columns and rows there are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Size {
    pub(crate) columns: usize,
    pub(crate) rows: usize,
}

/// Whether this process can take over a terminal: it is one on both sides, and can move its cursor.
pub(crate) fn is_there() -> bool {
    let is_dumb = std::env::var_os("TERM").is_some_and(|term| term == "dumb");
    io::stdin().is_terminal() && io::stdout().is_terminal() && !is_dumb
}

/// The terminal, while it is taken over. It is given back when this is dropped.
#[derive(Debug)]
pub(crate) struct Terminal {
    /// What was written last.
    last: String,
}

impl Terminal {
    pub(crate) fn take() -> io::Result<Terminal> {
        let mut terminal = Terminal { last: String::new() };
        terminal.take_again()?;
        give_back_on_panic();
        Ok(terminal)
    }

    /// Takes over the terminal once more: somebody else may have used it meanwhile.
    pub(super) fn take_again(&mut self) -> io::Result<()> {
        let mode = input::Mode::raw()?;
        // If it was not given back, the mode is that of this program already.
        BEFORE.lock().unwrap_or_else(PoisonError::into_inner).get_or_insert(mode);
        self.forget();
        write(ENTER)
    }

    /// Gives the terminal back while this process stands still, and takes it over again.
    #[cfg(unix)]
    pub(super) fn stop(&mut self) -> io::Result<()> {
        give_back();
        signals::stop();
        self.take_again()
    }

    /// No process is told to stand still here.
    #[cfg(not(unix))]
    #[expect(clippy::unnecessary_wraps, clippy::unused_self, reason = "its twin can fail")]
    pub(super) fn stop(&mut self) -> io::Result<()> {
        Ok(())
    }

    pub(crate) fn size() -> Size {
        let (columns, rows) = terminal_size::terminal_size_of(io::stdout())
            .map_or((80, 24), |(columns, rows)| (usize::from(columns.0), usize::from(rows.0)));
        Size { columns, rows }
    }

    /// Shows these lines, from the top. What is too wide is cut. Nothing is written when nothing has changed.
    pub(crate) fn draw(&mut self, lines: &[String], size: Size) -> io::Result<()> {
        let mut frame = String::from(BEGIN_FRAME);
        for (row, line) in lines.iter().take(size.rows).enumerate() {
            if row > 0 {
                frame.push_str("\r\n");
            }
            frame.push_str(BEGIN_LINE);
            frame.push_str(&ansi::cut(line, 0, size.columns));
        }
        frame.push_str(END_FRAME);
        if frame != self.last {
            write(&frame)?;
            self.last = frame;
        }
        Ok(())
    }

    /// Draws all anew the next time: the terminal may have moved what was there.
    pub(crate) fn forget(&mut self) {
        self.last.clear();
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        give_back();
    }
}

fn write(text: &str) -> io::Result<()> {
    let mut out = io::stdout().lock();
    out.write_all(text.as_bytes())?;
    out.flush()
}

/// Gives the terminal back as it was. Once is enough; more do nothing.
pub(crate) fn give_back() {
    if let Some(before) = BEFORE.lock().unwrap_or_else(PoisonError::into_inner).take() {
        // A terminal that is gone cannot be mended.
        let _ = write(LEAVE);
        before.restore();
    }
}

/// A panic is a fault of the course: its message must be readable, and the process must not go on drawing.
fn give_back_on_panic() {
    let report = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        give_back();
        report(panic);
        process::kill_all();
        std::process::exit(101);
    }));
}

#[cfg(unix)]
mod input {
    use std::io;

    use rustix::termios::{OptionalActions, Termios, tcgetattr, tcsetattr};

    /// How the terminal takes input.
    #[derive(Debug)]
    pub(super) struct Mode(Termios);

    impl Mode {
        /// Turns off line editing, echo and signals by keys, and gives the mode that was before.
        pub(super) fn raw() -> io::Result<Mode> {
            let before = tcgetattr(io::stdin())?;
            let mut raw = before.clone();
            raw.make_raw();
            tcsetattr(io::stdin(), OptionalActions::Now, &raw)?;
            Ok(Mode(before))
        }

        pub(super) fn restore(self) {
            // A terminal that is gone cannot be mended.
            let _ = tcsetattr(io::stdin(), OptionalActions::Flush, &self.0);
        }
    }
}

#[cfg(not(unix))]
mod input {
    /// Keys are read one by one here whatever the mode is.
    #[derive(Debug)]
    pub(super) struct Mode;

    impl Mode {
        #[expect(clippy::unnecessary_wraps, reason = "its twin can fail")]
        pub(super) fn raw() -> std::io::Result<Mode> {
            // Asking for colours is what makes the terminal understand escape sequences.
            let _ = console::Term::stdout().features().colors_supported();
            Ok(Mode)
        }

        #[expect(clippy::unused_self, reason = "its twin has something to restore")]
        pub(super) fn restore(self) {}
    }
}
