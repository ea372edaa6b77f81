//! The verdict on each task, read from the output of the checks: a parser of what libtest prints.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::process::{ExitStatus, Output};

use crate::cargo::Diagnostic;
use crate::chapter::{Chapter, Task};

/// The verdict of the checks on a task.
#[derive(Clone, Debug)]
pub struct Verdict<'c> {
    /// The task.
    pub task: &'c Task,
    /// The tests that do not pass, in the order of the check file.
    pub failures: Vec<Failure>,
    /// The warnings about unused values in the learner's code for the task: a future that nobody awaits explains much.
    pub unused: Vec<Diagnostic>,
    /// The number of tests that are still running.
    pub running: usize,
}

/// A test that does not pass.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    /// The name of the test, as a path inside its task.
    pub test: String,
    /// The kind of failure.
    pub kind: FailureKind,
}

/// The kind of a [`Failure`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FailureKind {
    /// The test failed.
    Failed(TestOutput),
    /// The test has `#[ignore]`.
    Ignored,
    /// The test came with the course, and is missing from the check file.
    Missing,
    /// The test program ended before the test did.
    EndedEarly {
        /// The exit status.
        status: String,
        /// The end of stderr.
        stderr: String,
    },
    /// The test was killed: it did not end in time.
    TimedOut {
        /// The time limit.
        seconds: u64,
        /// The end of stderr.
        stderr: String,
    },
}

/// The output of a failing test.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TestOutput {
    /// The output before the first panic: the learner's own `println!` and `dbg!`.
    pub printed: String,
    /// The panics, in their order.
    pub panics: Vec<Panic>,
}

/// A panic, without the lines that the test harness adds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Panic {
    /// The file, from the root of the workspace or in full, and the line.
    pub location: Option<(PathBuf, usize)>,
    /// The message.
    pub message: String,
}

impl Verdict<'_> {
    /// Returns whether all tests are done and pass.
    pub fn passes(&self) -> bool {
        self.failures.is_empty() && self.running == 0
    }
}

impl Failure {
    /// Returns the name of the test as a sentence.
    pub fn sentence(&self) -> String {
        sentence(&self.test)
    }
}

/// Returns the name of a test, inside its task, as a sentence.
///
/// # Examples
///
/// ```
/// assert_eq!(course::libtest::sentence("limits::zero_is_one"), "limits: zero is one");
/// ```
pub fn sentence(test: &str) -> String {
    test.replace("::", ": ").replace('_', " ")
}

impl Panic {
    /// Returns the first line of the message if the panic is that of a `todo!`.
    pub fn to_do(&self) -> Option<&str> {
        self.message.lines().next().filter(|line| line.starts_with("not yet implemented"))
    }
}

/// Reads the output of a run of all checks of `chapter`, and returns the verdict on each task.
pub fn read<'c>(chapter: &'c Chapter, output: &Output) -> Vec<Verdict<'c>> {
    let stdout = String::from_utf8_lossy(&output.stdout);
    let run = Run::read(&stdout);
    let exit = Exit { status: output.status, stderr: last_lines(&String::from_utf8_lossy(&output.stderr), 10) };
    chapter.tasks.iter().map(|task| run.verdict(task, &exit)).collect()
}

/// Reads the output of a run of a single test that captured nothing. Returns `None` if the test passes.
pub fn of_single(test: &str, stdout: &str, stderr: &str, end: TestEnd) -> Option<FailureKind> {
    let status = match end {
        TestEnd::Exited(status) => status,
        TestEnd::TimedOut { seconds } => {
            return Some(FailureKind::TimedOut { seconds, stderr: last_lines(stderr, 10) });
        }
    };
    let mut run = Run::read(stdout);
    // The output of the test comes before its result, and may be anything, even a heading of the harness.
    let outcome = stdout.lines().rev().filter_map(result).find(|(name, _)| *name == test);
    run.outcomes.extend(outcome);
    match run.outcomes.get(test) {
        Some(Outcome::Failed) => {
            let mut output = TestOutput::read(stderr.lines());
            let own = stdout.lines().filter(|line| !is_of_harness(line, test));
            let printed: Vec<&str> = own.chain(output.printed.lines()).collect();
            output = TestOutput { printed: printed.join("\n").trim_matches('\n').to_owned(), ..output };
            Some(FailureKind::Failed(output))
        }
        _ => run.failure(test, &Exit { status, stderr: last_lines(stderr, 10) }),
    }
}

/// Returns what a single test printed, without the lines of the harness.
pub fn output_of_single(test: &str, stdout: &str, stderr: &str) -> Vec<String> {
    let own = stdout.lines().filter(|line| !is_of_harness(line, test));
    let output = TestOutput::read(stderr.lines());
    let messages = output.panics.iter().flat_map(|panic| panic.message.lines());
    let lines: Vec<&str> = own.chain(output.printed.lines()).chain(messages).collect();
    lines.join("\n").trim_matches('\n').lines().map(str::to_owned).collect()
}

/// The end of the test program.
#[derive(Clone, Copy, Debug)]
pub enum TestEnd {
    /// It exited.
    Exited(ExitStatus),
    /// It was killed at its time limit.
    TimedOut {
        /// The time limit.
        seconds: u64,
    },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Outcome {
    Passed,
    Failed,
    Ignored,
}

/// The parsed output of a run.
#[derive(Debug, Default)]
struct Run<'o> {
    outcomes: BTreeMap<&'o str, Outcome>,
    outputs: BTreeMap<&'o str, Vec<&'o str>>,
    is_complete: bool,
}

#[derive(Debug)]
struct Exit {
    status: ExitStatus,
    /// The end of stderr.
    stderr: String,
}

impl<'o> Run<'o> {
    fn read(output: &'o str) -> Run<'o> {
        let mut run = Run::default();
        let lines: Vec<&str> = output.lines().collect();
        // The output of failed tests follows, which may be anything.
        for line in lines.iter().take_while(|line| **line != "failures:") {
            if let Some((test, outcome)) = result(line) {
                run.outcomes.entry(test).or_insert(outcome);
            }
        }
        run.is_complete = lines.iter().any(|line| line.starts_with("test result: "));
        // The harness ends with the names of what failed, under a heading. A test may print that heading, too.
        let end = lines.iter().rposition(|line| *line == "failures:").unwrap_or(lines.len());
        let mut current = None;
        for line in &lines[..end] {
            match header(line).filter(|test| run.outcomes.contains_key(test)) {
                Some(test) => current = Some(test),
                None => {
                    if let Some(test) = current {
                        run.outputs.entry(test).or_default().push(line);
                    }
                }
            }
        }
        run
    }

    fn verdict<'c>(&self, task: &'c Task, exit: &Exit) -> Verdict<'c> {
        let failures = task.tests.iter().filter_map(|test| {
            let kind = self.failure(&format!("{}::{test}", task.id), exit)?;
            Some(Failure { test: test.clone(), kind })
        });
        Verdict { task, failures: failures.collect(), unused: Vec::new(), running: 0 }
    }

    fn failure(&self, test: &str, exit: &Exit) -> Option<FailureKind> {
        match self.outcomes.get(test) {
            Some(Outcome::Passed) => None,
            Some(Outcome::Failed) => {
                let output = self.outputs.get(test).map(Vec::as_slice).unwrap_or_default();
                Some(FailureKind::Failed(TestOutput::read(output.iter().copied())))
            }
            Some(Outcome::Ignored) => Some(FailureKind::Ignored),
            None if self.is_complete => Some(FailureKind::Missing),
            None => Some(FailureKind::EndedEarly { status: exit.status.to_string(), stderr: exit.stderr.clone() }),
        }
    }
}

/// Parses the name and the outcome in `test a::b ... ok`. Text before it is output that the harness did not capture.
fn result(line: &str) -> Option<(&str, Outcome)> {
    let (test, outcome) = line.rsplit_once(" ... ")?;
    let outcome = match outcome {
        "ok" => Outcome::Passed,
        "FAILED" => Outcome::Failed,
        _ if outcome == "ignored" || outcome.starts_with("ignored, ") => Outcome::Ignored,
        _ => return None,
    };
    let (_, test) = test.rsplit_once("test ")?;
    Some((test.strip_suffix(" - should panic").unwrap_or(test), outcome))
}

/// Parses the name in `---- a::b stdout ----`.
fn header(line: &str) -> Option<&str> {
    line.strip_prefix("---- ")?.strip_suffix(" stdout ----")
}

impl TestOutput {
    fn read<'l>(lines: impl IntoIterator<Item = &'l str>) -> TestOutput {
        let mut output = TestOutput::default();
        for line in lines {
            if let Some(location) = panic_location(line) {
                output.panics.push(Panic { location: file_and_line(location), message: String::new() });
            } else if !is_advice(line) {
                let text = output.panics.last_mut().map_or(&mut output.printed, |panic| &mut panic.message);
                text.push_str(line);
                text.push('\n');
            }
        }
        for text in output.panics.iter_mut().map(|panic| &mut panic.message).chain([&mut output.printed]) {
            *text = text.trim_matches('\n').to_owned();
        }
        output
    }
}

/// Parses the location in `thread 'a::b' (4321) panicked at src/lib.rs:3:5:`.
fn panic_location(line: &str) -> Option<&str> {
    let (thread, location) = line.split_once(" panicked at ")?;
    thread.starts_with("thread '").then(|| location.trim_end_matches(':'))
}

fn file_and_line(location: &str) -> Option<(PathBuf, usize)> {
    let (rest, _column) = location.rsplit_once(':')?;
    let (file, line) = rest.rsplit_once(':')?;
    Some((PathBuf::from(file), line.parse().ok()?))
}

/// Returns whether the harness prints this line around a single test.
fn is_of_harness(line: &str, test: &str) -> bool {
    matches!(line, "running 1 test" | "failures:" | "successes:")
        || line.starts_with("test result: ")
        || line.strip_prefix("    ") == Some(test)
        || result(line).is_some_and(|(name, _)| name == test)
}

fn is_advice(line: &str) -> bool {
    line.starts_with("note: run with `RUST_BACKTRACE=1`")
}

/// Returns the last lines of a text that are not blank.
pub fn last_lines(text: &str, count: usize) -> String {
    let lines: Vec<&str> = text.lines().filter(|line| !line.trim().is_empty()).collect();
    lines[lines.len().saturating_sub(count)..].join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    const OUTPUT: &str = "
running 4 tests
test one::fails ... FAILED
test one::passes ... ok
raw words test two::is_slow ... ok
test two::is_told_not_to_run ... ignored, too slow
test two::panics - should panic ... ok
test two::goes_on has been running for over 60 seconds

failures:

---- one::fails stdout ----
a line of mine
failures:
---- not::a::test stdout ----

thread 'one::fails' (4321) panicked at exercises/0-a/src/lib.rs:12:5:
expected: three
happened: two
note: run with `RUST_BACKTRACE=1` environment variable to display a backtrace

what happened until then:
a picture


failures:
    one::fails

test result: FAILED. 3 passed; 1 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.00s
";

    fn output(run: &Run, test: &str) -> TestOutput {
        TestOutput::read(run.outputs[test].iter().copied())
    }

    #[test]
    fn results_are_read_from_the_lines_of_the_harness() {
        let run = Run::read(OUTPUT);
        assert_eq!(run.outcomes["one::fails"], Outcome::Failed);
        assert_eq!(run.outcomes["one::passes"], Outcome::Passed);
        assert_eq!(run.outcomes["two::is_slow"], Outcome::Passed);
        assert_eq!(run.outcomes["two::is_told_not_to_run"], Outcome::Ignored);
        assert_eq!(run.outcomes["two::panics"], Outcome::Passed);
        assert_eq!(run.outcomes.len(), 5);
        assert!(run.is_complete);
    }

    #[test]
    fn lines_of_the_harness_are_removed_from_a_message() {
        let output = output(&Run::read(OUTPUT), "one::fails");
        assert_eq!(output.printed, "a line of mine\nfailures:\n---- not::a::test stdout ----");
        assert_eq!(output.panics.len(), 1);
        assert_eq!(output.panics[0].location, Some((PathBuf::from("exercises/0-a/src/lib.rs"), 12)));
        assert_eq!(output.panics[0].message, "expected: three\nhappened: two\n\nwhat happened until then:\na picture");
    }

    #[test]
    fn an_interrupted_run_is_not_complete() {
        let run = Run::read("\nrunning 2 tests\ntest one::passes ... ok\n");
        assert!(!run.is_complete);
        assert_eq!(run.outcomes.len(), 1);
    }

    #[test]
    fn a_location_may_have_a_drive() {
        assert_eq!(file_and_line(r"C:\a b\lib.rs:7:1"), Some((PathBuf::from(r"C:\a b\lib.rs"), 7)));
        assert_eq!(file_and_line("nowhere"), None);
    }

    #[test]
    fn only_the_last_lines_are_kept() {
        assert_eq!(last_lines("a\n\nb\nc\n", 2), "b\nc");
    }
}
