//! Builds the checks of a chapter and runs them, each in a process of its own.
//!
//! A test that ends its process or never finishes thus does not affect the others, and a verdict does not wait for them.

use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use course::cargo::{self, Built, CargoError, Diagnostic};
use course::chapter::{Chapter, ChapterError, Task};
use course::contract;
use course::libtest::{self, Failure, FailureKind, TestEnd, Verdict};
use course::outcome::{OutcomeError, OutcomeFile};
use course::process::{self, Bounds, Cancel, End, Source, Tail};
use course::source;

use crate::mtime;
use crate::output::Layout;

/// The number of tests that run at the same time. It is larger than the number of cores, because a test that hangs must
/// not hold up the others.
const MAX_CONCURRENT_TESTS: usize = 8;

/// The time after which a test is killed. The checks themselves bound each poll much earlier; this is for what escapes
/// them. It is counted in turns of the waiting thread: see [`Bounds::time_limit`].
const MAX_CHECK_TIME: Duration = Duration::from_secs(120);

/// The number of lanes in a full picture, which is meant to be enough for all.
const MAX_LANES: &str = "1000";

/// The outcome of the checks of a chapter.
#[derive(Clone, Debug)]
pub(crate) enum CheckOutcome<'c> {
    /// The verdicts, in the order in which the tasks were passed to [`Checker::check`].
    Verdicts(Vec<Verdict<'c>>),
    /// The compile errors.
    Errors(Vec<Diagnostic>),
    Cancelled,
}

/// The progress of a check.
#[derive(Clone, Debug)]
pub(crate) enum CheckEvent<'c> {
    /// A line of Cargo's output.
    Building(String),
    /// The test program was built.
    Built(PathBuf),
    /// The number of tests that are done, and of all.
    Testing { done: usize, of: usize },
    /// The verdict of a task: as soon as its first failure is known, and again when all its tests are done.
    Verdict(Verdict<'c>),
}

/// The failure to run checks.
#[derive(Debug, thiserror::Error)]
pub(crate) enum CheckError {
    #[error(transparent)]
    Cargo(#[from] CargoError),
    #[error(transparent)]
    Chapter(#[from] ChapterError),
    #[error("cannot start the test program {}", .program.display())]
    Run { program: PathBuf, source: io::Error },
    #[error(transparent)]
    Outcome(#[from] OutcomeError),
}

/// Builds and runs checks.
#[derive(Clone, Debug)]
pub(crate) struct Checker<'r> {
    pub(crate) root: &'r Path,
    /// The layout for which pictures are drawn.
    pub(crate) layout: Layout,
    pub(crate) cancel: Cancel,
}

impl Checker<'_> {
    /// Builds the checks of a chapter, and runs those of `tasks` in that order.
    pub(crate) fn check<'c>(
        &self,
        chapter: &'c Chapter,
        tasks: &[&'c Task],
        mut on_event: impl FnMut(CheckEvent<'c>),
    ) -> Result<CheckOutcome<'c>, CheckError> {
        mtime::touch_changed(self.root, chapter);
        mtime::record(self.root, chapter);
        let built = cargo::build_checks(self.root, chapter, self.layout.color, self.bounds(None), |line| {
            on_event(CheckEvent::Building(line.trim().to_owned()));
        })?;
        match built {
            Built::Program { program, unused } => {
                on_event(CheckEvent::Built(program.clone()));
                self.run(chapter, &program, &unused, tasks, on_event)
            }
            Built::Errors(errors) => {
                // What is wrong in a file that does not parse is not the learner's code.
                if errors.iter().any(|error| is_in_checks(self.root, chapter, error)) {
                    chapter.parse_checks()?;
                }
                Ok(CheckOutcome::Errors(errors))
            }
            Built::Cancelled => Ok(CheckOutcome::Cancelled),
        }
    }

    fn bounds(&self, time_limit: Option<Duration>) -> Bounds<'_> {
        Bounds { cancel: &self.cancel, time_limit }
    }

    fn run<'c>(
        &self,
        chapter: &Chapter,
        program: &Path,
        unused: &[Diagnostic],
        tasks: &[&'c Task],
        mut on_event: impl FnMut(CheckEvent<'c>),
    ) -> Result<CheckOutcome<'c>, CheckError> {
        let unused_of =
            |task: &Task| unused.iter().filter(|warning| is_in(self.root, chapter, task, warning)).cloned().collect();
        let mut states: Vec<PartialVerdict> =
            tasks.iter().map(|task| PartialVerdict::new(task, unused_of(task))).collect();
        let tests: Vec<(usize, usize)> =
            tasks.iter().enumerate().flat_map(|(t, task)| (0..task.tests.len()).map(move |n| (t, n))).collect();
        let next = AtomicUsize::new(0);
        let (results_out, results_in) = mpsc::channel();
        thread::scope(|scope| {
            for _ in 0..MAX_CONCURRENT_TESTS.min(tests.len()) {
                let (results, next, tests) = (results_out.clone(), &next, &tests);
                scope.spawn(move || {
                    while let Some(&(t, n)) = tests.get(next.fetch_add(1, Ordering::Relaxed)) {
                        let test = format!("{}::{}", tasks[t].id, tasks[t].tests[n]);
                        if results.send((t, n, self.failure(chapter, program, &test))).is_err() {
                            break;
                        }
                    }
                });
            }
            drop(results_out);
            for (done, (t, n, failure)) in (1..).zip(results_in) {
                on_event(CheckEvent::Testing { done, of: tests.len() });
                let Some(failure) = failure? else { return Ok(CheckOutcome::Cancelled) };
                if let Some(verdict) = states[t].add(n, failure) {
                    on_event(CheckEvent::Verdict(verdict));
                }
            }
            Ok(CheckOutcome::Verdicts(states.iter().map(PartialVerdict::verdict).collect()))
        })
    }

    /// Runs a single test. Returns `Some(None)` if it passes, and `None` if it was cancelled.
    #[expect(clippy::option_option, reason = "the inner one is the result of `libtest::of_single`")]
    fn failure(
        &self,
        chapter: &Chapter,
        program: &Path,
        test: &str,
    ) -> Result<Option<Option<FailureKind>>, CheckError> {
        let mut command = self.test_command(chapter, program, test);
        let outcome = OutcomeFile::create(program, Some(1))?;
        outcome.pass_to(&mut command);
        let (mut stdout, mut stderr) = (Tail::default(), Tail::default());
        let end = process::run(&mut command, self.bounds(Some(MAX_CHECK_TIME)), |source, line| match source {
            Source::Output => stdout.push(line),
            Source::Errors => stderr.push(line),
        });
        let end = match end.map_err(|source| CheckError::Run { program: program.to_owned(), source })? {
            End::Exited(status) => TestEnd::Exited(status),
            End::TimedOut => TestEnd::TimedOut { seconds: MAX_CHECK_TIME.as_secs() },
            End::Cancelled => return Ok(None),
        };
        Ok(Some(libtest::of_single(test, &stdout.text(), &stderr.text(), end, &outcome.read()?)))
    }

    /// Runs a single test, and returns what it prints, with the full picture of its recording. `None` if it was cancelled.
    ///
    /// If `reference` is a folder of recordings, the picture is that of both recordings of this test.
    pub(crate) fn picture(
        &self,
        chapter: &Chapter,
        program: &Path,
        test: &str,
        reference: Option<&Path>,
    ) -> Result<Option<Vec<String>>, CheckError> {
        let mut command = self.test_command(chapter, program, test);
        command.env("POLLSCOPE_SHOW", "always").env("POLLSCOPE_LANES", MAX_LANES);
        if let Some(reference) = reference {
            command.env("POLLSCOPE_REFERENCE", reference);
        }
        let (mut stdout, mut stderr) = (Tail::default(), Tail::default());
        let end = process::run(&mut command, self.bounds(Some(MAX_CHECK_TIME)), |source, line| match source {
            Source::Output => stdout.push(line),
            Source::Errors => stderr.push(line),
        });
        if end.map_err(|source| CheckError::Run { program: program.to_owned(), source })? == End::Cancelled {
            return Ok(None);
        }
        Ok(Some(libtest::output_of_single(test, &stdout.text(), &stderr.text())))
    }

    /// Returns the command that runs a single test. The harness does not capture its output, which may be endless.
    fn test_command(&self, chapter: &Chapter, program: &Path, test: &str) -> Command {
        let mut command = Command::new(program);
        command
            // With a single thread the harness would print the test's name before it and the result after it, and the
            // output of the test would be in the middle of that line.
            .args([test, "--exact", "--nocapture", "--test-threads", "2"])
            .current_dir(&chapter.exercise_dir)
            .env("CARGO_MANIFEST_DIR", &chapter.exercise_dir)
            .env("CARGO_PKG_NAME", &chapter.package)
            .env("RUST_BACKTRACE", "0")
            .env("POLLSCOPE_WIDTH", self.layout.width.to_string())
            .env("POLLSCOPE_COLOR", if self.layout.color { "always" } else { "never" })
            .env_remove("RUST_TEST_NOCAPTURE")
            .env_remove("RUST_TEST_SHUFFLE")
            // The checks are at the root of their program.
            .env_remove("POLLSCOPE_MODULE");
        command
    }
}

/// Returns whether an error is at a place in the check file, which rustc calls `exercises/0-a/../../tests/0-a.rs`.
fn is_in_checks(root: &Path, chapter: &Chapter, error: &Diagnostic) -> bool {
    let is_check_file = |path: &PathBuf| path.ends_with(chapter.check_file.strip_prefix(root).unwrap_or(path));
    error.location.as_ref().is_some_and(|(path, _)| is_check_file(path))
}

/// Returns whether a warning is about the learner's code for a task.
fn is_in(root: &Path, chapter: &Chapter, task: &Task, warning: &Diagnostic) -> bool {
    let file = chapter.lib_file();
    warning.location.as_ref().is_some_and(|(path, line)| {
        root.join(path) == file
            && source::names_at(&file, *line).is_some_and(|names| !names.is_disjoint(&contract::names(chapter, task)))
    })
}

/// The results of a task so far, while its tests run.
#[derive(Debug)]
struct PartialVerdict<'c> {
    task: &'c Task,
    unused: Vec<Diagnostic>,
    /// By the index of the test; `None` if it passes.
    known: BTreeMap<usize, Option<FailureKind>>,
    /// `true` after the first verdict.
    is_reported: bool,
}

impl<'c> PartialVerdict<'c> {
    fn new(task: &'c Task, unused: Vec<Diagnostic>) -> PartialVerdict<'c> {
        PartialVerdict { task, unused, known: BTreeMap::new(), is_reported: false }
    }

    /// Adds a result. Returns a verdict when the first failure has become known, and after the last result.
    fn add(&mut self, test: usize, failure: Option<FailureKind>) -> Option<Verdict<'c>> {
        self.known.insert(test, failure);
        let is_complete = self.known.len() == self.task.tests.len();
        let first_failure = (0..).map_while(|test| self.known.get(&test)).any(Option::is_some);
        if is_complete || (first_failure && !self.is_reported) {
            self.is_reported = true;
            return Some(self.verdict());
        }
        None
    }

    fn verdict(&self) -> Verdict<'c> {
        let failures = self.known.iter().filter_map(|(test, failure)| {
            let failure = failure.clone()?;
            Some(Failure { test: self.task.tests[*test].clone(), kind: failure })
        });
        let running = self.task.tests.len() - self.known.len();
        Verdict { task: self.task, failures: failures.collect(), unused: self.unused.clone(), running }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_failure_is_reported_before_the_others_are_done() {
        let task = Task::new("task", ["a", "b", "c"]);
        let mut state = PartialVerdict::new(&task, Vec::new());
        // The test before it may fail, too.
        assert!(state.add(1, Some(FailureKind::Missing)).is_none());
        let verdict = state.add(0, None).expect("the first failure is known");
        assert_eq!((verdict.failures.len(), verdict.running), (1, 1));
        assert_eq!(verdict.failures[0].test, "b");
        let verdict = state.add(2, Some(FailureKind::Ignored)).expect("all is known");
        assert_eq!((verdict.failures.len(), verdict.running), (2, 0));
    }

    #[test]
    fn a_task_that_passes_is_reported_once() {
        let task = Task::new("task", ["a", "b"]);
        let mut state = PartialVerdict::new(&task, Vec::new());
        assert!(state.add(1, None).is_none());
        assert!(state.add(0, None).is_some_and(|verdict| verdict.passes()));
    }
}
