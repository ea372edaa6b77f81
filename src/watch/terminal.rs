//! The whole terminal as a canvas: raw mode and the alternate screen, restored on every way out.

use std::io::{self, Write};
use std::sync::{Mutex, PoisonError};

use course::ansi;
use course::process;

#[cfg(unix)]
use crate::signals;
use crate::term::{self, Size};

/// Switches to the alternate screen, hides the cursor, turns off line wrapping, and turns on bracketed paste, by which pasted
/// text is known as such.
const ENTER: &str = "\x1b[?1049h\x1b[?25l\x1b[?7l\x1b[?2004h\x1b[2J";
/// Undoes [`ENTER`].
const LEAVE: &str = "\x1b[?2004l\x1b[?7h\x1b[?25h\x1b[?1049l";
/// Start and end of a synchronized update: the terminal shows what is drawn in between at once, or ignores the two.
const BEGIN_FRAME: &str = "\x1b[?2026h\x1b[H";
/// See [`BEGIN_FRAME`].
const END_FRAME: &str = "\x1b[0m\x1b[?2026l";
/// Erases the row before its text is drawn. After the text it would erase the last character of a full row.
const BEGIN_LINE: &str = "\x1b[0m\x1b[K";

/// The mode of the terminal before it was taken over, while it is.
static ORIGINAL_MODE: Mutex<Option<input::Mode>> = Mutex::new(None);

/// The size to draw for when the terminal does not report its own.
const DEFAULT_SIZE: Size = Size { columns: 80, rows: 24 };

/// The terminal in raw mode. It is restored on drop.
#[derive(Debug)]
pub(super) struct Terminal {
    /// The frame that was written last.
    last: String,
}

impl Terminal {
    /// Takes over the terminal. It is also restored when this process panics.
    pub(super) fn take_over() -> io::Result<Terminal> {
        let mut terminal = Terminal { last: String::new() };
        terminal.take_over_again()?;
        restore_on_panic();
        Ok(terminal)
    }

    /// Takes over the terminal again, after another program may have used it.
    pub(super) fn take_over_again(&mut self) -> io::Result<()> {
        let mode = input::Mode::raw()?;
        // If it was not restored in between, the current mode is raw, and the original one is known already.
        ORIGINAL_MODE.lock().unwrap_or_else(PoisonError::into_inner).get_or_insert(mode);
        self.redraw();
        write(ENTER)
    }

    /// Restores the terminal, suspends this process, and takes the terminal over again when it continues.
    #[cfg(unix)]
    pub(super) fn suspend(&mut self) -> io::Result<()> {
        restore();
        signals::suspend();
        self.take_over_again()
    }

    /// Does nothing: this system cannot suspend a process.
    #[cfg(not(unix))]
    #[expect(clippy::unnecessary_wraps, clippy::unused_self, reason = "on Unix it can fail")]
    pub(super) fn suspend(&mut self) -> io::Result<()> {
        Ok(())
    }

    /// Returns the current size.
    pub(super) fn size() -> Size {
        term::size().unwrap_or(DEFAULT_SIZE)
    }

    /// Draws lines from the top, each cut to the width. Writes nothing if nothing has changed since the last call.
    pub(super) fn draw(&mut self, lines: &[String], size: Size) -> io::Result<()> {
        let mut frame = String::from(BEGIN_FRAME);
        for (row, line) in lines.iter().take(size.rows).enumerate() {
            if row > 0 {
                frame.push_str("\r\n");
            }
            frame.push_str(BEGIN_LINE);
            // A link that goes on in the next line, which may not be visible, ends here.
            frame.push_str(&ansi::without_open_link(&ansi::cut(line, 0, size.columns)));
        }
        frame.push_str(END_FRAME);
        if frame != self.last {
            write(&frame)?;
            self.last = frame;
        }
        Ok(())
    }

    /// Makes the next [`draw`](Self::draw) write everything: the terminal may have moved its content.
    pub(super) fn redraw(&mut self) {
        self.last.clear();
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        restore();
    }
}

fn write(text: &str) -> io::Result<()> {
    let mut out = io::stdout().lock();
    out.write_all(text.as_bytes())?;
    out.flush()
}

/// Restores the terminal. Does nothing the second time.
fn restore() {
    if let Some(mode) = ORIGINAL_MODE.lock().unwrap_or_else(PoisonError::into_inner).take() {
        // A terminal that is gone cannot be restored.
        let _ = write(LEAVE);
        mode.restore();
    }
}

/// Installs a panic hook that restores the terminal and ends the process.
///
/// A panic is a bug of the course: its message must be readable, and the other threads must not go on drawing.
fn restore_on_panic() {
    let print_message = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        restore();
        print_message(panic);
        process::kill_all();
        std::process::exit(101);
    }));
}

#[cfg(unix)]
mod input {
    use std::io;

    use rustix::termios::{OptionalActions, Termios, tcgetattr, tcsetattr};

    /// The input mode of the terminal.
    #[derive(Debug)]
    pub(super) struct Mode(Termios);

    impl Mode {
        /// Turns on raw mode: no line editing, no echo, no signals by keys. Returns the mode from before.
        pub(super) fn raw() -> io::Result<Mode> {
            let before = tcgetattr(io::stdin())?;
            let mut raw = before.clone();
            raw.make_raw();
            tcsetattr(io::stdin(), OptionalActions::Now, &raw)?;
            Ok(Mode(before))
        }

        pub(super) fn restore(self) {
            // A terminal that is gone cannot be restored.
            let _ = tcsetattr(io::stdin(), OptionalActions::Flush, &self.0);
        }
    }
}

#[cfg(not(unix))]
mod input {
    /// Nothing: the library for keys sets the mode itself.
    #[derive(Debug)]
    pub(super) struct Mode;

    impl Mode {
        #[expect(clippy::unnecessary_wraps, reason = "on Unix it can fail")]
        pub(super) fn raw() -> std::io::Result<Mode> {
            // Asking for colours has the side effect that the terminal understands escape sequences.
            let _ = console::Term::stdout().features().colors_supported();
            Ok(Mode)
        }

        #[expect(clippy::unused_self, reason = "on Unix there is a mode to restore")]
        pub(super) fn restore(self) {}
    }
}
