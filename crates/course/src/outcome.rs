//! The outcomes of checks, reported by the harness in a file of its own: an answer can print any text, and end its process at
//! any moment.
//!
//! The harness is `pollscope::testing`, whose module `outcome` describes the file.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::hash::{BuildHasher as _, RandomState};
use std::io::{self, Read as _, Seek as _, Write as _};
use std::path::{Path, PathBuf};
use std::process::{self, Command};
use std::sync::atomic::{AtomicU64, Ordering};

use serde_json::Value;

use crate::libtest::Panic;

/// The environment variable with the path of the file.
const VARIABLE: &str = "POLLSCOPE_OUTCOME";

/// The most bytes of a file that are read. Of a longer one, an answer has written the rest.
const MAX_BYTES: u64 = 64 * 1024 * 1024;

/// A new file for the outcomes of one run of a program of checks. Dropping it removes the file.
///
/// # Examples
///
/// ```
/// use course::outcome::OutcomeFile;
///
/// let folder = tempfile::tempdir()?;
/// let file = OutcomeFile::create(&folder.path().join("checks"), None)?;
/// assert_eq!(file.read()?.of("task::test"), None);
/// assert_eq!(std::fs::read_dir(folder.path())?.count(), 0);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug)]
pub struct OutcomeFile {
    path: PathBuf,
    /// Open from the start: a file of the same name would be another one.
    file: File,
    token: String,
}

impl OutcomeFile {
    /// Creates a file next to `program`. With `checks`, no more than so many are recorded: an answer may call the harness, too.
    ///
    /// # Errors
    ///
    /// Returns an error if the file cannot be created or written.
    pub fn create(program: &Path, checks: Option<usize>) -> Result<OutcomeFile, OutcomeError> {
        static CREATED: AtomicU64 = AtomicU64::new(0);
        let number = CREATED.fetch_add(1, Ordering::Relaxed);
        let path = program.with_extension(format!("{}-{number}.outcome", process::id()));
        let token = format!("{:016x}{:016x}", random(), random());
        let limit = checks.map(|checks| format!(" {checks}")).unwrap_or_default();
        let create = || -> io::Result<File> {
            let mut file = File::options().read(true).write(true).create(true).truncate(true).open(&path)?;
            writeln!(file, "{token}{limit}")?;
            Ok(file)
        };
        match create() {
            Ok(file) => Ok(OutcomeFile { path, file, token }),
            Err(source) => Err(OutcomeError { path, source }),
        }
    }

    /// Tells a program of checks about the file.
    pub fn pass_to(&self, command: &mut Command) {
        command.env(VARIABLE, &self.path);
    }

    /// Reads the outcomes after the program has ended.
    ///
    /// # Errors
    ///
    /// Returns an error if the file cannot be read, or nothing more can be written into it: then an outcome may be missing.
    pub fn read(mut self) -> Result<Outcomes, OutcomeError> {
        let mut bytes = Vec::new();
        let mut read = || -> io::Result<()> {
            self.file.rewind()?;
            (&self.file).take(MAX_BYTES).read_to_end(&mut bytes)?;
            self.file.seek(io::SeekFrom::End(0))?;
            // On a full disk, the harness could not write either.
            self.file.write_all(&[b'\n'; 8 * 1024])
        };
        match read() {
            Ok(()) => Ok(Outcomes::parse(&String::from_utf8_lossy(&bytes), &self.token)),
            Err(source) => Err(OutcomeError { path: self.path.clone(), source }),
        }
    }
}

impl Drop for OutcomeFile {
    fn drop(&mut self) {
        // If it cannot be removed, `cargo clean` will do it.
        let _ = fs::remove_file(&self.path);
    }
}

/// Returns a number that nobody can guess: the standard library takes the keys of its hashes from the system.
fn random() -> u64 {
    RandomState::new().hash_one(0)
}

/// The error for a file of outcomes that cannot be created, written or read.
///
/// # Examples
///
/// ```
/// let folder = tempfile::tempdir()?;
/// let program = folder.path().join("missing").join("checks");
/// let error = course::outcome::OutcomeFile::create(&program, None).unwrap_err();
/// assert!(error.to_string().ends_with(", in which the checks report their outcomes"));
/// # Ok::<(), std::io::Error>(())
/// ```
#[derive(Debug, thiserror::Error)]
#[error("cannot use {}, in which the checks report their outcomes", .path.display())]
pub struct OutcomeError {
    /// The file.
    pub path: PathBuf,
    /// The error of the system.
    pub source: io::Error,
}

/// The outcome of a check that has begun.
///
/// # Examples
///
/// ```
/// use course::outcome::{Outcome, Outcomes};
///
/// let outcomes = Outcomes::parse("{\"began\":\"task::test\"}\n{\"failed\":\"task::test\"}\n", "token");
/// assert_eq!(outcomes.of("task::test"), Some(Outcome::Failed));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It has not come to its end.
    Unfinished,
    /// It came to its end.
    Passed,
    /// It ended by a panic.
    Failed,
}

/// The outcomes of a run.
///
/// # Examples
///
/// ```
/// use course::outcome::Outcomes;
///
/// let outcomes = Outcomes::parse(r#"{"panic":"too late","thread":"task::test","file":"src/lib.rs","line":7}"#, "token");
/// assert_eq!(outcomes.panics_of("task::test").next().unwrap().message, "too late");
/// assert_eq!((outcomes.panics().count(), outcomes.of("task::test")), (1, None));
/// ```
#[derive(Clone, Debug, Default)]
pub struct Outcomes {
    checks: BTreeMap<String, Outcome>,
    /// Each with the name of its thread.
    panics: Vec<(Option<String>, Panic)>,
}

impl Outcomes {
    /// Parses the records of a file. Skips everything else, and passed checks without the token.
    ///
    /// # Examples
    ///
    /// ```
    /// use course::outcome::{Outcome, Outcomes};
    ///
    /// let records = "{\"began\":\"task::test\"}\n{\"passed\":\"task::test\",\"token\":\"a guess\"}\n";
    /// assert_eq!(Outcomes::parse(records, "the token").of("task::test"), Some(Outcome::Unfinished));
    /// assert_eq!(Outcomes::parse(records, "a guess").of("task::test"), Some(Outcome::Passed));
    /// ```
    pub fn parse(records: &str, token: &str) -> Outcomes {
        let mut outcomes = Outcomes::default();
        for line in records.lines() {
            if let Ok(record) = serde_json::from_str(line.trim_matches('\0')) {
                outcomes.add(&record, token);
            }
        }
        outcomes
    }

    fn add(&mut self, record: &Value, token: &str) {
        let text = |key: &str| record[key].as_str().map(str::to_owned);
        if let Some(test) = text("began") {
            self.checks.entry(test).or_insert(Outcome::Unfinished);
        } else if let Some(test) = text("failed") {
            self.checks.insert(test, Outcome::Failed);
        } else if let Some(test) = text("passed").filter(|_| record["token"] == token) {
            // A test that calls the harness twice may have failed before.
            let outcome = self.checks.entry(test).or_insert(Outcome::Passed);
            if *outcome == Outcome::Unfinished {
                *outcome = Outcome::Passed;
            }
        } else if let Some(message) = text("panic") {
            let line = record["line"].as_u64().and_then(|line| usize::try_from(line).ok());
            let location = text("file").map(PathBuf::from).zip(line);
            self.panics.push((text("thread"), Panic { location, message }));
        } else if let Some(picture) = text("picture") {
            let thread = text("thread");
            if let Some((_, panic)) = self.panics.iter_mut().rfind(|(name, _)| *name == thread) {
                panic.message.push('\n');
                panic.message.push_str(&picture);
            }
        }
    }

    /// Returns the outcome of a check, or `None` if it has not begun.
    pub fn of(&self, test: &str) -> Option<Outcome> {
        self.checks.get(test).copied()
    }

    /// Returns all panics, in their order.
    pub fn panics(&self) -> impl Iterator<Item = &Panic> {
        self.panics.iter().map(|(_, panic)| panic)
    }

    /// Returns the panics of the threads with the name of a test.
    pub fn panics_of(&self, test: &str) -> impl Iterator<Item = &Panic> {
        self.panics.iter().filter(move |(thread, _)| thread.as_deref() == Some(test)).map(|(_, panic)| panic)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_guessed_token_does_not_count() {
        let records = |token: &str| format!("{{\"began\":\"t\"}}\n{{\"passed\":\"t\",\"token\":{token}}}\n");
        for guess in ["\"\"", "null", "true", "\"token \"", "[\"token\"]"] {
            assert_eq!(Outcomes::parse(&records(guess), "token").of("t"), Some(Outcome::Unfinished), "{guess}");
        }
        assert_eq!(Outcomes::parse(&records("\"token\""), "token").of("t"), Some(Outcome::Passed));
        assert_eq!(Outcomes::parse("{\"passed\":\"t\"}", "token").of("t"), None);
    }

    #[test]
    fn a_failure_is_final() {
        let passed = "{\"passed\":\"t\",\"token\":\"x\"}\n";
        let failed = "{\"failed\":\"t\"}\n";
        for records in [[passed, failed].concat(), [failed, passed].concat()] {
            assert_eq!(Outcomes::parse(&records, "x").of("t"), Some(Outcome::Failed), "{records}");
        }
    }

    #[test]
    fn a_picture_belongs_to_the_last_panic_of_its_thread() {
        let records = r#"
            {"panic":"one","thread":"a","file":"src/lib.rs","line":7}
            {"panic":"two","thread":null,"file":null,"line":null}
            {"picture":"a lane","thread":"a"}
            no record"#;
        let outcomes = Outcomes::parse(records, "x");
        let messages: Vec<&str> = outcomes.panics().map(|panic| panic.message.as_str()).collect();
        assert_eq!(messages, ["one\na lane", "two"]);
        assert_eq!(outcomes.panics_of("a").next().unwrap().location, Some((PathBuf::from("src/lib.rs"), 7)));
        assert_eq!(outcomes.panics_of("b").count(), 0);
    }

    #[test]
    fn the_file_is_removed_and_each_token_is_another() {
        let folder = tempfile::tempdir().unwrap();
        let [one, other] = [(); 2].map(|()| OutcomeFile::create(&folder.path().join("checks"), Some(1)).unwrap());
        assert_eq!(fs::read_to_string(&one.path).unwrap(), format!("{} 1\n", one.token));
        assert_ne!(one.token, other.token);
        assert!(one.read().unwrap().checks.is_empty());
        drop(other);
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
        let error = OutcomeFile::create(&folder.path().join("missing").join("checks"), None).unwrap_err();
        assert!(error.to_string().contains("outcome"), "{error}");
    }
}
