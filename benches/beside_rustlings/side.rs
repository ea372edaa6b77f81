//! One side of the comparison: a program in watch mode, and the file that it watches.

use std::path::PathBuf;
use std::time::{Duration, Instant};
use std::{fs, io, thread};

use crate::terminal::Terminal;

/// The time without any child process after which a side is done.
const QUIET: Duration = Duration::from_millis(500);

/// The number of processor ticks in a second, on all systems that have `/proc`.
const TICKS_PER_SECOND: u64 = 100;

/// A program in watch mode.
pub(crate) struct Side {
    pub(crate) terminal: Terminal,
    /// The file that is saved.
    pub(crate) file: PathBuf,
    pub(crate) wrong: Answer,
    pub(crate) right: Answer,
}

/// An answer, and its verdict.
pub(crate) struct Answer {
    pub(crate) text: String,
    /// Returns whether the verdict is on this screen. It is not while that of the other answer is.
    pub(crate) is_verdict: fn(&str) -> bool,
}

/// The cost of a save.
pub(crate) struct Cost {
    /// The time until the verdict.
    pub(crate) wall: Duration,
    /// The processor time until everything that follows from the save is done, where it is known.
    pub(crate) processor: Option<Duration>,
}

impl Side {
    pub(crate) fn save_wrong(&mut self) -> io::Result<Cost> {
        self.save(&self.wrong)
    }

    pub(crate) fn save_right(&mut self) -> io::Result<Cost> {
        self.save(&self.right)
    }

    fn save(&self, answer: &Answer) -> io::Result<Cost> {
        let processor_before = self.processor_time();
        let started = Instant::now();
        fs::write(&self.file, &answer.text)?;
        self.terminal.wait_until("the verdict", answer.is_verdict);
        let wall = started.elapsed();
        self.wait_until_quiet();
        let processor = self.processor_time().zip(processor_before).map(|(after, before)| after.saturating_sub(before));
        Ok(Cost { wall, processor })
    }

    /// Waits until the program has had no child for a while. Without `/proc`, only for a while.
    fn wait_until_quiet(&self) {
        let mut quiet_since = Instant::now();
        while quiet_since.elapsed() < QUIET {
            thread::sleep(Duration::from_millis(20));
            if self.has_children() {
                quiet_since = Instant::now();
            }
        }
    }

    fn has_children(&self) -> bool {
        let Some(id) = self.terminal.child.process_id() else { return false };
        let threads = fs::read_dir(format!("/proc/{id}/task")).into_iter().flatten().flatten();
        let mut children = threads.map(|thread| fs::read_to_string(thread.path().join("children")).unwrap_or_default());
        children.any(|children| !children.trim().is_empty())
    }

    /// Returns the processor time of the program and of all its children that have ended.
    fn processor_time(&self) -> Option<Duration> {
        let id = self.terminal.child.process_id()?;
        let stat = fs::read_to_string(format!("/proc/{id}/stat")).ok()?;
        // After the name, which may contain anything: the state is field 3, and utime, stime, cutime and cstime are 14 to 17.
        let (_, fields) = stat.rsplit_once(')')?;
        let ticks: u64 = fields.split_whitespace().skip(11).take(4).filter_map(|field| field.parse::<u64>().ok()).sum();
        Some(Duration::from_millis(ticks * 1000 / TICKS_PER_SECOND))
    }

    pub(crate) fn quit(mut self) {
        self.terminal.press("q");
        // Also if it has not read the key.
        let _ = self.terminal.child.kill();
        let _ = self.terminal.child.wait();
    }
}
