//! The runner in a pseudo-terminal, whose screen can be read.

use std::io::{Read, Write};
use std::num::NonZeroU16;
use std::sync::{Arc, Condvar, Mutex};
use std::thread;
use std::time::Duration;

use portable_pty::{Child, CommandBuilder, ExitStatus, MasterPty, PtySize, native_pty_system};

/// How long to wait for something that must come: no test passes or fails sooner or later because of it.
const AT_LAST: Duration = Duration::from_secs(180);

/// A terminal in which a program runs.
pub struct Terminal {
    pub child: Box<dyn Child + Send + Sync>,
    master: Box<dyn MasterPty + Send>,
    keys: Box<dyn Write + Send>,
    screen: Arc<(Mutex<vt100::Parser>, Condvar)>,
}

impl Terminal {
    /// Starts a program in a terminal of this size.
    pub fn start(command: CommandBuilder, columns: u16, rows: u16) -> Terminal {
        let pair = native_pty_system().openpty(size(columns, rows)).unwrap();
        let child = pair.slave.spawn_command(command).unwrap();
        // What holds the other side open would keep the end from being seen.
        drop(pair.slave);
        let mut output = pair.master.try_clone_reader().unwrap();
        let screen = Arc::new((Mutex::new(vt100::Parser::new(not_zero(rows), not_zero(columns), 0)), Condvar::new()));
        let shown = Arc::clone(&screen);
        thread::spawn(move || {
            let (mut bytes, mut pending) = ([0; 4096], Vec::new());
            while let Ok(read @ 1..) = output.read(&mut bytes) {
                pending.extend_from_slice(&bytes[..read]);
                let (parser, changed) = &*shown;
                parser.lock().unwrap().process(&pending.drain(..complete(&pending)).collect::<Vec<u8>>());
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
        self.screen.0.lock().unwrap().screen_mut().set_size(not_zero(rows), not_zero(columns));
        self.master.resize(size(columns, rows)).unwrap();
    }

    pub fn contents(&self) -> String {
        self.screen.0.lock().unwrap().screen().contents()
    }

    /// Whether the program has taken over the terminal: its other screen, without a cursor.
    pub fn is_taken(&self) -> bool {
        let parser = self.screen.0.lock().unwrap();
        parser.screen().alternate_screen() && parser.screen().hide_cursor()
    }

    /// Whether anything on the screen has a colour.
    pub fn has_colors(&self) -> bool {
        let parser = self.screen.0.lock().unwrap();
        let screen = parser.screen();
        let (rows, columns) = screen.size();
        let cells =
            (0..rows.get()).flat_map(|row| (0..columns.get()).filter_map(move |column| screen.cell(row, column)));
        cells.into_iter().any(|cell| cell.bold() || cell.fgcolor() != vt100::Color::Default)
    }

    /// Waits until the screen is as it should be, and gives its text.
    #[track_caller]
    pub fn wait_until(&self, what: &str, is_so: impl Fn(&str) -> bool) -> String {
        let (parser, changed) = &*self.screen;
        let parser = parser.lock().unwrap();
        let (parser, waited) =
            changed.wait_timeout_while(parser, AT_LAST, |parser| !is_so(&parser.screen().contents())).unwrap();
        let contents = parser.screen().contents();
        assert!(!waited.timed_out(), "{what} did not come; the screen is:\n{contents}");
        contents
    }

    /// Waits until the screen shows a text, and gives all of it.
    #[track_caller]
    pub fn wait_for(&self, text: &str) -> String {
        self.wait_until(&format!("{text:?}"), |contents| contents.contains(text))
    }

    /// Waits until the program has ended and the terminal is as it was before.
    #[track_caller]
    pub fn ends(mut self) -> ExitStatus {
        let status = self.child.wait().unwrap();
        let (parser, changed) = &*self.screen;
        let parser = parser.lock().unwrap();
        let is_taken = |parser: &mut vt100::Parser| parser.screen().alternate_screen() || parser.screen().hide_cursor();
        let (_parser, waited) = changed.wait_timeout_while(parser, AT_LAST, is_taken).unwrap();
        assert!(!waited.timed_out(), "the terminal was not given back");
        #[cfg(unix)]
        assert!(self.echoes(), "what is typed is not shown any more");
        status
    }

    /// Whether the terminal shows what is typed and edits lines, as a shell expects.
    #[cfg(unix)]
    fn echoes(&self) -> bool {
        let flags = self.master.get_termios().map(|mode| format!("{:?}", mode.local_flags)).unwrap_or_default();
        let has = |flag: &str| flags.split(|c: char| !c.is_ascii_alphabetic()).any(|word| word == flag);
        has("ECHO") && has("ICANON") && has("ISIG")
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        // It has ended, or a test has failed.
        let _ = self.child.kill();
    }
}

/// How many bytes can be shown: a frame that has begun is shown when it is complete, as terminals do.
fn complete(bytes: &[u8]) -> usize {
    let (begin, end) = (b"\x1b[?2026h".as_slice(), b"\x1b[?2026l".as_slice());
    let last = |mark: &[u8]| bytes.windows(mark.len()).rposition(|window| window == mark);
    match (last(begin), last(end)) {
        (Some(begin), None) => begin,
        (Some(begin), Some(end)) if begin > end => begin,
        _ => {
            // The mark itself may come in two parts.
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
