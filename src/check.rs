//! Builds the checks of a chapter and runs them, each in a process of its own.
//!
//! So a test that ends its process or never ends says nothing about the others, and a verdict does not wait for them.

use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use crate::cargo::{self, Built, CargoError, Diagnostic};
use crate::chapter::{Chapter, Task};
use crate::contract;
use crate::freshness;
use crate::page::Layout;
use crate::process::{self, Bounds, Cancel, Source, Tail};
use crate::source;
use crate::verdict::{self, Failure, Verdict, Why};

/// How many tests run at once. More than there are cores, because a test that hangs must not hold up the others.
const TESTS_AT_ONCE: usize = 8;

/// How long a test may be silent before it is ended, in turns of the thread that waits. The checks bound each poll
/// themselves, much sooner; this is for what escapes them.
const LONGEST: Duration = Duration::from_secs(120);

/// How many lanes a picture in full has at most.
const ALL_LANES: &str = "1000";

/// What the checks of a chapter say.
#[derive(Clone, Debug)]
pub(crate) enum Outcome<'c> {
    /// In the order of the tasks that were asked for.
    Verdicts(Vec<Verdict<'c>>),
    Errors(Vec<Diagnostic>),
    Cancelled,
}

/// What happens on the way.
#[derive(Clone, Debug)]
pub(crate) enum Event<'c> {
    /// What Cargo says.
    Building(String),
    /// The program of the checks is there.
    Built(PathBuf),
    /// How many tests are done, of how many.
    Testing { done: usize, of: usize },
    /// What can be said about a task, as soon as its first failure is known, and again when all its tests are done.
    Verdict(Verdict<'c>),
}

/// Why the checks did not run.
#[derive(Debug, thiserror::Error)]
pub(crate) enum CheckError {
    #[error(transparent)]
    Cargo(#[from] CargoError),
    #[error("the checks cannot be started from {}: {source}", .program.display())]
    Run { program: PathBuf, source: io::Error },
}

/// How checks are run.
#[derive(Clone, Debug)]
pub(crate) struct Checker<'r> {
    pub(crate) root: &'r Path,
    /// What pictures are drawn for.
    pub(crate) layout: Layout,
    pub(crate) cancel: Cancel,
}

impl Checker<'_> {
    /// Builds the checks of a chapter, and runs those of `tasks`, in their order.
    pub(crate) fn check<'c>(
        &self,
        chapter: &'c Chapter,
        tasks: &[&'c Task],
        mut on_event: impl FnMut(Event<'c>),
    ) -> Result<Outcome<'c>, CheckError> {
        freshness::renew(self.root, chapter);
        freshness::note(self.root, chapter);
        let built = cargo::build_checks(self.root, chapter, self.layout.color, self.bounds(None), |line| {
            on_event(Event::Building(line.trim().to_owned()));
        })?;
        match built {
            Built::Program { program, unused } => {
                on_event(Event::Built(program.clone()));
                self.run(chapter, &program, &unused, tasks, on_event)
            }
            Built::Errors(errors) => Ok(Outcome::Errors(errors)),
            Built::Cancelled => Ok(Outcome::Cancelled),
        }
    }

    fn bounds(&self, longest: Option<Duration>) -> Bounds<'_> {
        Bounds { cancel: &self.cancel, longest }
    }

    fn run<'c>(
        &self,
        chapter: &Chapter,
        program: &Path,
        unused: &[Diagnostic],
        tasks: &[&'c Task],
        mut on_event: impl FnMut(Event<'c>),
    ) -> Result<Outcome<'c>, CheckError> {
        let unused_of =
            |task: &Task| unused.iter().filter(|warning| is_in(self.root, chapter, task, warning)).cloned().collect();
        let mut states: Vec<TaskState> = tasks.iter().map(|task| TaskState::new(task, unused_of(task))).collect();
        let tests: Vec<(usize, usize)> =
            tasks.iter().enumerate().flat_map(|(t, task)| (0..task.tests.len()).map(move |n| (t, n))).collect();
        let next = AtomicUsize::new(0);
        let (results_out, results_in) = mpsc::channel();
        thread::scope(|scope| {
            for _ in 0..TESTS_AT_ONCE.min(tests.len()) {
                let (results, next, tests) = (results_out.clone(), &next, &tests);
                scope.spawn(move || {
                    while let Some(&(t, n)) = tests.get(next.fetch_add(1, Ordering::Relaxed)) {
                        let test = format!("{}::{}", tasks[t].id, tasks[t].tests[n]);
                        if results.send((t, n, self.why(chapter, program, &test))).is_err() {
                            break;
                        }
                    }
                });
            }
            drop(results_out);
            for (done, (t, n, why)) in (1..).zip(results_in) {
                on_event(Event::Testing { done, of: tests.len() });
                let why = why.map_err(|source| CheckError::Run { program: program.to_owned(), source })?;
                let Some(why) = why else { return Ok(Outcome::Cancelled) };
                if let Some(verdict) = states[t].add(n, why) {
                    on_event(Event::Verdict(verdict));
                }
            }
            Ok(Outcome::Verdicts(states.iter().map(TaskState::verdict).collect()))
        })
    }

    /// What comes of a single test: `Some(None)` when it passes, `None` when it was cancelled.
    #[expect(clippy::option_option, reason = "the inner one is what `verdict::of_single` gives")]
    fn why(&self, chapter: &Chapter, program: &Path, test: &str) -> io::Result<Option<Option<Why>>> {
        let mut command = self.test_command(chapter, program, test);
        let (mut stdout, mut stderr) = (Tail::default(), Tail::default());
        let end = process::run(&mut command, self.bounds(Some(LONGEST)), |source, line| match source {
            Source::Output => stdout.push(line),
            Source::Errors => stderr.push(line),
        })?;
        let end = match end {
            process::End::Exited(status) => verdict::End::Exited(status),
            process::End::TookTooLong => verdict::End::TookTooLong { seconds: LONGEST.as_secs() },
            process::End::Cancelled => return Ok(None),
        };
        Ok(Some(verdict::of_single(test, &stdout.text(), &stderr.text(), end)))
    }

    /// Runs a single test of the built checks, and gives the lines of what it records: the picture in full, with all
    /// lanes; or, if there is a folder of other recordings, that of the same test below it. With them comes what else
    /// the test prints. `None` when it was cancelled.
    pub(crate) fn picture(
        &self,
        chapter: &Chapter,
        program: &Path,
        test: &str,
        reference: Option<&Path>,
    ) -> Result<Option<Vec<String>>, CheckError> {
        let mut command = self.test_command(chapter, program, test);
        command.env("POLLSCOPE_SHOW", "always").env("POLLSCOPE_LANES", ALL_LANES);
        if let Some(reference) = reference {
            command.env("POLLSCOPE_REFERENCE", reference);
        }
        let (mut stdout, mut stderr) = (Tail::default(), Tail::default());
        let end = process::run(&mut command, self.bounds(Some(LONGEST)), |source, line| match source {
            Source::Output => stdout.push(line),
            Source::Errors => stderr.push(line),
        });
        if end.map_err(|source| CheckError::Run { program: program.to_owned(), source })? == process::End::Cancelled {
            return Ok(None);
        }
        Ok(Some(verdict::shown_by(test, &stdout.text(), &stderr.text())))
    }

    /// A single test of the built checks. What it prints is not captured: it may print for ever.
    fn test_command(&self, chapter: &Chapter, program: &Path, test: &str) -> Command {
        let mut command = Command::new(program);
        command
            // With a single thread the harness prints a test's name before it runs and the result after it, and
            // whatever the test writes in between would stand in the line.
            .args([test, "--exact", "--nocapture", "--test-threads", "2"])
            .current_dir(&chapter.exercise_dir)
            .env("CARGO_MANIFEST_DIR", &chapter.exercise_dir)
            .env("CARGO_PKG_NAME", &chapter.package)
            .env("RUST_BACKTRACE", "0")
            .env("POLLSCOPE_WIDTH", self.layout.width.to_string())
            .env("POLLSCOPE_COLOR", if self.layout.color { "always" } else { "never" })
            .env_remove("RUST_TEST_NOCAPTURE")
            .env_remove("RUST_TEST_SHUFFLE");
        command
    }
}

/// Whether a warning is about what the learner wrote for a task.
fn is_in(root: &Path, chapter: &Chapter, task: &Task, warning: &Diagnostic) -> bool {
    let file = chapter.lib_file();
    warning.place.as_ref().is_some_and(|(place, line)| {
        root.join(place) == file
            && source::names_at(&file, *line).is_some_and(|names| !names.is_disjoint(&contract::names(chapter, task)))
    })
}

/// What is known about a task while its tests run.
#[derive(Debug)]
struct TaskState<'c> {
    task: &'c Task,
    unused: Vec<Diagnostic>,
    /// By the number of the test.
    known: BTreeMap<usize, Option<Why>>,
    is_told: bool,
}

impl<'c> TaskState<'c> {
    fn new(task: &'c Task, unused: Vec<Diagnostic>) -> TaskState<'c> {
        TaskState { task, unused, known: BTreeMap::new(), is_told: false }
    }

    /// Notes a result. Gives a verdict when the task's first failure has become known, and when it was the last result.
    fn add(&mut self, test: usize, why: Option<Why>) -> Option<Verdict<'c>> {
        self.known.insert(test, why);
        let is_complete = self.known.len() == self.task.tests.len();
        let first_failure = (0..).map_while(|test| self.known.get(&test)).any(Option::is_some);
        if is_complete || (first_failure && !self.is_told) {
            self.is_told = true;
            return Some(self.verdict());
        }
        None
    }

    fn verdict(&self) -> Verdict<'c> {
        let failures = self.known.iter().filter_map(|(test, why)| {
            let why = why.clone()?;
            Some(Failure { test: self.task.tests[*test].clone(), why })
        });
        let running = self.task.tests.len() - self.known.len();
        Verdict { task: self.task, failures: failures.collect(), unused: self.unused.clone(), running }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_failure_is_told_before_the_others_are_done() {
        let task = Task { id: "task".to_owned(), tests: ["a", "b", "c"].map(str::to_owned).to_vec() };
        let mut state = TaskState::new(&task, Vec::new());
        // What comes before it may fail, too.
        assert!(state.add(1, Some(Why::Missing)).is_none());
        let verdict = state.add(0, None).expect("the first failure is known");
        assert_eq!((verdict.failures.len(), verdict.running), (1, 1));
        assert_eq!(verdict.failures[0].test, "b");
        let verdict = state.add(2, Some(Why::Ignored)).expect("all is known");
        assert_eq!((verdict.failures.len(), verdict.running), (2, 0));
    }

    #[test]
    fn what_passes_is_told_once() {
        let task = Task { id: "task".to_owned(), tests: ["a", "b"].map(str::to_owned).to_vec() };
        let mut state = TaskState::new(&task, Vec::new());
        assert!(state.add(1, None).is_none());
        assert!(state.add(0, None).is_some_and(|verdict| verdict.passes()));
    }
}
