//! The log: what the learner did and when, as plain text in `.streamlings/log`, one event a line. It never leaves this
//! computer.
//!
//! ```text
//! 2026-11-21T07:30:00Z 0-async-generator/seeded fails waits_one_second_before_each_of_ten_numbers
//! 2026-11-21T07:31:10Z 0-async-generator/seeded hint 1
//! 2026-11-21T07:35:42Z 0-async-generator/seeded passes
//! ```
//!
//! The log is off while there is a file `.streamlings/log-is-off`.

use std::fs::{self, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use course::progress;

/// An action of the learner, or its outcome.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Event {
    /// The task was shown.
    Opened,
    /// It was checked, and all its tests pass.
    Passes,
    /// It was checked, and this is the first test that fails.
    Fails { test: String },
    /// The chapter did not compile.
    DoesNotCompile,
    /// The hint of this number, from 1, was shown.
    Hint { number: usize },
    /// The reference's code was shown.
    Solution,
    /// The stub was restored.
    Reset,
}

/// A line of the log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Entry {
    /// The time, in whole seconds.
    pub(crate) at: SystemTime,
    /// The key of the task.
    pub(crate) key: String,
    pub(crate) event: Event,
}

/// The log of a course.
#[derive(Clone, Debug)]
pub(crate) struct Log {
    file: PathBuf,
    /// The file whose presence turns the log off.
    off: PathBuf,
}

/// The failure to use the log. The course goes on without it.
#[derive(Debug, thiserror::Error)]
pub(crate) enum LogError {
    #[error("cannot write the log to {}", .file.display())]
    Write { file: PathBuf, source: io::Error },
    #[error("cannot read the log {}", .file.display())]
    Read { file: PathBuf, source: io::Error },
}

impl Log {
    pub(crate) fn of(root: &Path) -> Log {
        let folder = progress::folder(root);
        Log { file: folder.join("log"), off: folder.join("log-is-off") }
    }

    pub(crate) fn file(&self) -> &Path {
        &self.file
    }

    pub(crate) fn is_on(&self) -> bool {
        !self.off.exists()
    }

    /// Turns the log on or off. The entries so far stay.
    pub(crate) fn turn(&self, on: bool) -> Result<(), LogError> {
        let turned = if on {
            match fs::remove_file(&self.off) {
                Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
                removed => removed,
            }
        } else {
            create_folder_of(&self.off).and_then(|()| fs::write(&self.off, ""))
        };
        turned.map_err(|source| LogError::Write { file: self.off.clone(), source })
    }

    /// Adds an entry with the current time, if the log is on.
    pub(crate) fn add(&self, key: &str, event: Event) -> Result<(), LogError> {
        if !self.is_on() {
            return Ok(());
        }
        let line = Entry { at: SystemTime::now(), key: key.to_owned(), event }.to_line();
        // A single write per line, so that two runners cannot mix their lines.
        let append = || {
            create_folder_of(&self.file)?;
            OpenOptions::new().create(true).append(true).open(&self.file)?.write_all(line.as_bytes())
        };
        append().map_err(|source| LogError::Write { file: self.file.clone(), source })
    }
}

/// Reads the entries of a log file, in their order. A missing file counts as empty.
///
/// Lines that do not parse are left out: they may come from another version of the course.
pub(crate) fn read(file: &Path) -> Result<Vec<Entry>, LogError> {
    let bytes = match fs::read(file) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Vec::new(),
        read => read.map_err(|source| LogError::Read { file: file.to_owned(), source })?,
    };
    Ok(String::from_utf8_lossy(&bytes).lines().filter_map(Entry::from_line).collect())
}

fn create_folder_of(file: &Path) -> io::Result<()> {
    file.parent().map_or(Ok(()), fs::create_dir_all)
}

impl Entry {
    fn to_line(&self) -> String {
        let at = humantime::format_rfc3339_seconds(self.at);
        let event = match &self.event {
            Event::Opened => "opened".to_owned(),
            Event::Passes => "passes".to_owned(),
            Event::Fails { test } => format!("fails {test}"),
            Event::DoesNotCompile => "does-not-compile".to_owned(),
            Event::Hint { number } => format!("hint {number}"),
            Event::Solution => "solution".to_owned(),
            Event::Reset => "reset".to_owned(),
        };
        format!("{at} {} {event}\n", self.key)
    }

    fn from_line(line: &str) -> Option<Entry> {
        let mut words = line.split_whitespace();
        let at = humantime::parse_rfc3339(words.next()?).ok()?;
        let key = words.next()?.to_owned();
        let event = match (words.next()?, words.next()) {
            ("opened", None) => Event::Opened,
            ("passes", None) => Event::Passes,
            ("fails", Some(test)) => Event::Fails { test: test.to_owned() },
            ("does-not-compile", None) => Event::DoesNotCompile,
            ("hint", Some(number)) => Event::Hint { number: number.parse().ok()? },
            ("solution", None) => Event::Solution,
            ("reset", None) => Event::Reset,
            _ => return None,
        };
        Some(Entry { at, key, event })
    }

    /// Returns the time since an earlier entry. It is zero if the clock was set back in between.
    pub(crate) fn since(&self, earlier: &Entry) -> Duration {
        self.at.duration_since(earlier.at).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_read_as_it_was_written() {
        let at = SystemTime::UNIX_EPOCH + Duration::from_secs(1_795_246_200);
        let events = [
            Event::Opened,
            Event::Passes,
            Event::Fails { test: "inner::waits".to_owned() },
            Event::DoesNotCompile,
            Event::Hint { number: 2 },
            Event::Solution,
            Event::Reset,
        ];
        for event in events {
            let entry = Entry { at, key: "0-a/one".to_owned(), event };
            assert_eq!(Entry::from_line(&entry.to_line()), Some(entry));
        }
    }

    #[test]
    fn lines_that_do_not_parse_are_left_out() {
        let root = tempfile::tempdir().unwrap();
        let file = root.path().join("log");
        fs::write(&file, b"\xff\n2026-11-21T07:30:00Z 0-a/one dances\n2026-11-21T07:30:00Z 0-a/one passes\n2026-11")
            .unwrap();
        let entries = read(&file).unwrap();
        assert_eq!(entries.len(), 1);
        assert_eq!(entries[0].event, Event::Passes);
        assert!(read(&root.path().join("none")).unwrap().is_empty());
    }

    #[test]
    fn it_can_be_turned_off() {
        let root = tempfile::tempdir().unwrap();
        let log = Log::of(root.path());
        log.add("0-a/one", Event::Opened).unwrap();
        log.turn(false).unwrap();
        log.add("0-a/one", Event::Passes).unwrap();
        assert_eq!(read(log.file()).unwrap().len(), 1);
        log.turn(true).unwrap();
        log.turn(true).unwrap();
        log.add("0-a/one", Event::Passes).unwrap();
        assert_eq!(read(log.file()).unwrap().len(), 2);
    }

    #[test]
    fn a_failed_write_is_reported() {
        let root = tempfile::tempdir().unwrap();
        fs::write(root.path().join(".streamlings"), "a file where the folder should be").unwrap();
        let error = Log::of(root.path()).add("0-a/one", Event::Opened).unwrap_err().to_string();
        assert!(error.contains("cannot write the log"), "{error}");
    }
}
