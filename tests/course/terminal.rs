//! A pseudo-terminal in which the runner runs, with a screen that tests can read.

use std::io::{Read, Write};
use std::num::NonZeroU16;
use std::sync::{Arc, Condvar, Mutex};
use std::thread;
use std::time::Duration;

use portable_pty::{Child, CommandBuilder, ExitStatus, MasterPty, PtySize, native_pty_system};

/// The time after which a test gives up waiting for the screen. No test that passes depends on it.
pub const WAIT_TIMEOUT: Duration = Duration::from_secs(180);

/// A terminal in which a program runs.
pub struct Terminal {
    pub child: Box<dyn Child + Send + Sync>,
    master: Box<dyn MasterPty + Send>,
    keys: Box<dyn Write + Send>,
    screen: Arc<(Mutex<Screen>, Condvar)>,
}

/// The output of the program so far.
struct Screen {
    parser: vt100::Parser,
    /// The number of times that the program has switched to the alternate screen.
    times_taken: usize,
    /// The last bytes, which may be the first half of an escape sequence.
    end: Vec<u8>,
}

impl Screen {
    fn process(&mut self, bytes: &[u8]) {
        const TAKEN: &[u8] = b"\x1b[?1049h";
        self.parser.process(bytes);
        self.end.extend_from_slice(bytes);
        self.times_taken += self.end.windows(TAKEN.len()).filter(|window| *window == TAKEN).count();
        self.end.drain(..self.end.len().saturating_sub(TAKEN.len() - 1));
    }
}

impl Terminal {
    /// Starts a program in a new terminal.
    pub fn start(command: CommandBuilder, columns: u16, rows: u16) -> Terminal {
        let pair = native_pty_system().openpty(size(columns, rows)).unwrap();
        let child = pair.slave.spawn_command(command).unwrap();
        // As long as this side is open, reading the other side does not end.
        drop(pair.slave);
        let mut output = pair.master.try_clone_reader().unwrap();
        let parser = vt100::Parser::new(not_zero(rows), not_zero(columns), 0);
        let screen = Arc::new((Mutex::new(Screen { parser, times_taken: 0, end: Vec::new() }), Condvar::new()));
        let shown = Arc::clone(&screen);
        thread::spawn(move || {
            let (mut bytes, mut pending) = ([0; 4096], Vec::new());
            while let Ok(read @ 1..) = output.read(&mut bytes) {
                pending.extend_from_slice(&bytes[..read]);
                let (screen, changed) = &*shown;
                screen.lock().unwrap().process(&pending.drain(..complete(&pending)).collect::<Vec<u8>>());
                changed.notify_all();
            }
        });
        let keys = pair.master.take_writer().unwrap();
        Terminal { child, master: pair.master, keys, screen }
    }

    pub fn press(&mut self, keys: &str) {
        self.keys.write_all(keys.as_bytes()).unwrap();
        self.keys.flush().unwrap();
    }

    pub fn resize(&self, columns: u16, rows: u16) {
        self.screen.0.lock().unwrap().parser.screen_mut().set_size(not_zero(rows), not_zero(columns));
        self.master.resize(size(columns, rows)).unwrap();
    }

    pub fn contents(&self) -> String {
        self.screen.0.lock().unwrap().parser.screen().contents()
    }

    /// Returns whether the program has taken over the terminal: it uses the alternate screen, without a cursor.
    pub fn is_taken(&self) -> bool {
        let parser = &self.screen.0.lock().unwrap().parser;
        parser.screen().alternate_screen() && parser.screen().hide_cursor()
    }

    /// Returns whether anything on the screen has a colour.
    pub fn has_colors(&self) -> bool {
        let shown = self.screen.0.lock().unwrap();
        let screen = shown.parser.screen();
        let (rows, columns) = screen.size();
        let cells =
            (0..rows.get()).flat_map(|row| (0..columns.get()).filter_map(move |column| screen.cell(row, column)));
        cells.into_iter().any(|cell| cell.bold() || cell.fgcolor() != vt100::Color::Default)
    }

    /// Returns whether `text` is on the screen, and each of its letters is dimmed.
    pub fn is_dimmed(&self, text: &str) -> bool {
        let shown = self.screen.0.lock().unwrap();
        let screen = shown.parser.screen();
        let (rows, columns) = screen.size();
        (0..rows.get()).any(|row| {
            let cells: Vec<_> = (0..columns.get()).filter_map(|column| screen.cell(row, column)).collect();
            let line: String = cells.iter().map(|cell| cell.contents().chars().next().unwrap_or(' ')).collect();
            line.find(text).is_some_and(|start| {
                let first = line[..start].chars().count();
                cells.iter().skip(first).take(text.chars().count()).all(|cell| cell.dim())
            })
        })
    }

    /// Waits until the text of the screen fulfils a condition, and returns the text.
    #[track_caller]
    pub fn wait_until(&self, what: &str, condition: impl Fn(&str) -> bool) -> String {
        self.wait_while(what, |shown| !condition(&shown.parser.screen().contents()))
    }

    /// Waits until the program has taken over the terminal for the `times`th time.
    #[track_caller]
    pub fn wait_until_taken(&self, times: usize) {
        self.wait_while("the program", |shown| shown.times_taken < times);
    }

    #[track_caller]
    fn wait_while(&self, what: &str, is_pending: impl Fn(&Screen) -> bool) -> String {
        let (shown, changed) = &*self.screen;
        let shown = shown.lock().unwrap();
        let (shown, waited) = changed.wait_timeout_while(shown, WAIT_TIMEOUT, |shown| is_pending(shown)).unwrap();
        let contents = shown.parser.screen().contents();
        // The reading thread needs the lock, even while this thread panics.
        drop(shown);
        assert!(!waited.timed_out(), "{what} did not come; the screen is:\n{contents}");
        contents
    }

    /// Waits until the screen shows `text`, and returns the text of the whole screen.
    #[track_caller]
    pub fn wait_for(&self, text: &str) -> String {
        self.wait_until(&format!("{text:?}"), |contents| contents.contains(text))
    }

    /// Waits until the program has ended and the terminal is restored.
    #[track_caller]
    pub fn ends(mut self) -> ExitStatus {
        let status = self.child.wait().unwrap();
        self.wait_while("the terminal as it was", |shown| {
            let screen = shown.parser.screen();
            screen.alternate_screen() || screen.hide_cursor()
        });
        #[cfg(unix)]
        assert!(self.echoes(), "the terminal is still in raw mode");
        status
    }

    /// Returns whether the terminal echoes input and edits lines, as a shell expects.
    #[cfg(unix)]
    fn echoes(&self) -> bool {
        let flags = self.master.get_termios().map(|mode| format!("{:?}", mode.local_flags)).unwrap_or_default();
        let has = |flag: &str| flags.split(|c: char| !c.is_ascii_alphabetic()).any(|word| word == flag);
        has("ECHO") && has("ICANON") && has("ISIG")
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        // Fails if the program has ended already.
        let _ = self.child.kill();
    }
}

/// Returns the number of bytes that can be shown: an incomplete frame is held back, as terminals do.
fn complete(bytes: &[u8]) -> usize {
    let (begin, end) = (b"\x1b[?2026h".as_slice(), b"\x1b[?2026l".as_slice());
    let last = |mark: &[u8]| bytes.windows(mark.len()).rposition(|window| window == mark);
    match (last(begin), last(end)) {
        (Some(begin), None) => begin,
        (Some(begin), Some(end)) if begin > end => begin,
        _ => {
            // The end of the buffer may be the first part of a mark.
            let part = (1..begin.len()).rev().find(|length| bytes.ends_with(&begin[..*length]));
            bytes.len() - part.unwrap_or(0)
        }
    }
}

fn not_zero(number: u16) -> NonZeroU16 {
    NonZeroU16::new(number).unwrap()
}

fn size(columns: u16, rows: u16) -> PtySize {
    PtySize { rows, cols: columns, pixel_width: 0, pixel_height: 0 }
}
