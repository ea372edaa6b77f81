//! The verdict on each task, from the outcomes that the harness reports and the exit status. Text is only shown: an answer
//! can print any.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::process::{ExitStatus, Output};

use crate::cargo::Diagnostic;
use crate::chapter::{Chapter, Task};
use crate::outcome::{Outcome, Outcomes};

/// The exit code of libtest when a test fails.
const HARNESS_FAILS: i32 = 101;

/// The verdict of the checks on a task.
///
/// # Examples
///
/// ```
/// # use course::chapter::Task;
/// use course::libtest::Verdict;
///
/// # let task = Task::new("seeded", ["is_fast"]);
/// let verdict = Verdict { task: &task, failures: Vec::new(), unused: Vec::new(), running: 1 };
/// assert!(!verdict.passes());
/// assert!(Verdict { running: 0, ..verdict }.passes());
/// ```
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
///
/// # Examples
///
/// ```
/// use course::libtest::{Failure, FailureKind};
///
/// let failure = Failure { test: "limits::zero_is_one".to_owned(), kind: FailureKind::Missing };
/// assert_eq!(failure.sentence(), "limits: zero is one");
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    /// The name of the test, as a path inside its task.
    pub test: String,
    /// The kind of failure.
    pub kind: FailureKind,
}

/// The kind of a [`Failure`].
///
/// # Examples
///
/// ```
/// use course::libtest::{FailureKind, TestEnd, TestOutput, of_single};
/// use course::outcome::Outcomes;
///
/// let outcomes = Outcomes::parse(r#"{"began":"seeded::is_fast"}"#, "token");
/// let kind = of_single("seeded::is_fast", "", "", TestEnd::TimedOut { seconds: 5 }, &outcomes);
/// assert_eq!(kind, Some(FailureKind::TimedOut { seconds: 5, output: TestOutput::default() }));
/// ```
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
        /// The likeliest cause, if there is evidence for one.
        cause: Option<&'static str>,
        /// The output until then.
        output: TestOutput,
    },
    /// The test was killed: it did not end in time.
    TimedOut {
        /// The time limit.
        seconds: u64,
        /// The output until then.
        output: TestOutput,
    },
}

/// The output of a test that does not pass.
///
/// # Examples
///
/// ```
/// use course::libtest::{FailureKind, TestEnd, of_single};
/// # use course::outcome::Outcomes;
///
/// let outcomes = Outcomes::parse(r#"{"failed":"seeded::is_fast"}"#, "token");
/// let end = TestEnd::TimedOut { seconds: 5 };
/// let kind = of_single("seeded::is_fast", "running 1 test\nhello\n", "", end, &outcomes);
/// let Some(FailureKind::Failed(output)) = kind else { panic!("the test failed") };
/// assert_eq!((output.printed.as_str(), output.panics.len()), ("hello", 0));
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TestOutput {
    /// The learner's own `println!` and `dbg!`.
    pub printed: String,
    /// The panics, in their order.
    pub panics: Vec<Panic>,
}

/// A panic, without the lines that the test harness adds.
///
/// # Examples
///
/// ```
/// use course::libtest::Panic;
///
/// let panic = Panic { location: Some(("src/lib.rs".into(), 3)), message: "not yet implemented: count\nlater".to_owned() };
/// assert_eq!(panic.to_do(), Some("not yet implemented: count"));
/// assert_eq!(Panic { message: "count is 3".to_owned(), ..panic }.to_do(), None);
/// ```
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

/// Reads a run of all checks of `chapter`, whose output the harness has captured, and returns the verdict on each task.
pub fn read<'c>(chapter: &'c Chapter, output: &Output, outcomes: &Outcomes) -> Vec<Verdict<'c>> {
    let (stdout, stderr) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    let run = Run { text: Text::read(&stdout), stderr: &stderr, status: output.status, outcomes };
    chapter.tasks.iter().map(|task| run.verdict(task)).collect()
}

/// Reads a run of a single test whose output was not captured. Returns `None` if the test passes.
pub fn of_single(test: &str, stdout: &str, stderr: &str, end: TestEnd, outcomes: &Outcomes) -> Option<FailureKind> {
    let output = || {
        let own = stdout.lines().filter(|line| !is_of_harness(line, test));
        let printed: Vec<&str> = own.chain(stderr.lines().filter(|line| !is_of_abort(line))).collect();
        let printed = printed.join("\n").trim_matches('\n').to_owned();
        TestOutput { printed, panics: outcomes.panics().cloned().collect() }
    };
    match (outcomes.of(test), end) {
        (Some(Outcome::Failed), _) => Some(FailureKind::Failed(output())),
        (_, TestEnd::TimedOut { seconds }) => Some(FailureKind::TimedOut { seconds, output: output() }),
        (Some(Outcome::Passed), TestEnd::Exited(status)) if status.success() => None,
        (Some(_), TestEnd::Exited(status)) => Some(ended_early(status, output())),
        // Nothing of the answer has run: the text is the harness's.
        (None, TestEnd::Exited(status)) => Some(match Text::read(stdout).results.get(test) {
            Some(TextResult::Ignored) => FailureKind::Ignored,
            None if status.success() && stdout.contains("running 0 tests") => FailureKind::Missing,
            Some(TextResult::Failed) if outcomes.panics().next().is_none() => FailureKind::Failed(TestOutput {
                panics: TestOutput::read(stderr.lines()).panics,
                printed: output().printed,
            }),
            _ => ended_early(status, output()),
        }),
    }
}

fn ended_early(status: ExitStatus, output: TestOutput) -> FailureKind {
    let text = status.to_string();
    let has_aborted = status.code().is_none() || cfg!(windows);
    let cause = if text.contains("SIGKILL") {
        Some("the system has killed the program, as it does when the memory is used up")
    } else if output.printed.contains("has overflowed its stack") {
        Some("a function calls itself for ever or too often, or a value on the stack is too large")
    } else if has_aborted && !status.success() && output.panics.len() > 1 {
        Some("a `drop` panicked while another panic was unwinding, which aborts the program")
    } else if status.code().is_some_and(|code| code != HARNESS_FAILS) {
        Some("your code ends the program, as `std::process::exit` does: that ends the check, too")
    } else {
        None
    };
    FailureKind::EndedEarly { status: text, cause, output }
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
///
/// # Examples
///
/// ```
/// use std::process::ExitStatus;
///
/// use course::libtest::{TestEnd, of_single};
/// # use course::outcome::Outcomes;
///
/// let outcomes = Outcomes::parse(r#"{"passed":"seeded::is_fast","token":"token"}"#, "token");
/// let success = TestEnd::Exited(ExitStatus::default());
/// assert_eq!(of_single("seeded::is_fast", "", "", success, &outcomes), None);
/// assert!(of_single("seeded::is_fast", "", "", TestEnd::TimedOut { seconds: 5 }, &outcomes).is_some());
/// ```
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

/// The text that the harness has printed about a run.
#[derive(Debug, Default)]
struct Text<'o> {
    results: BTreeMap<&'o str, TextResult>,
    outputs: BTreeMap<&'o str, Vec<&'o str>>,
    is_complete: bool,
}

/// A result in the text. An answer can print one, too.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum TextResult {
    Passed,
    Failed,
    Ignored,
}

/// A run of many tests.
#[derive(Debug)]
struct Run<'o> {
    text: Text<'o>,
    stderr: &'o str,
    status: ExitStatus,
    outcomes: &'o Outcomes,
}

impl<'o> Text<'o> {
    fn read(output: &'o str) -> Text<'o> {
        let mut read = Text::default();
        let lines: Vec<&str> = output.lines().collect();
        // The output of failed tests follows, which may be anything.
        for line in lines.iter().take_while(|line| **line != "failures:") {
            if let Some((test, result)) = result(line) {
                read.results.entry(test).or_insert(result);
            }
        }
        read.is_complete = lines.iter().any(|line| line.starts_with("test result: "));
        // The harness ends with the names of what failed, under a heading. A test may print that heading, too.
        let end = lines.iter().rposition(|line| *line == "failures:").unwrap_or(lines.len());
        let mut current = None;
        for line in &lines[..end] {
            match header(line).filter(|test| read.results.contains_key(test)) {
                Some(test) => current = Some(test),
                None => {
                    if let Some(test) = current {
                        read.outputs.entry(test).or_default().push(line);
                    }
                }
            }
        }
        read
    }
}

impl Run<'_> {
    fn verdict<'c>(&self, task: &'c Task) -> Verdict<'c> {
        let failures = task.tests.iter().filter_map(|test| {
            let kind = self.failure(&format!("{}::{test}", task.id))?;
            Some(Failure { test: test.clone(), kind })
        });
        Verdict { task, failures: failures.collect(), unused: Vec::new(), running: 0 }
    }

    fn failure(&self, test: &str) -> Option<FailureKind> {
        match self.outcomes.of(test) {
            Some(Outcome::Passed) => None,
            Some(Outcome::Failed) => Some(FailureKind::Failed(self.output(test))),
            None if self.text.results.get(test) == Some(&TextResult::Ignored) => Some(FailureKind::Ignored),
            None if self.text.results.get(test) == Some(&TextResult::Failed) => {
                // Not by the harness of the course: the panics are in the text.
                let lines = self.text.outputs.get(test).map(Vec::as_slice).unwrap_or_default();
                Some(FailureKind::Failed(TestOutput::read(lines.iter().copied())))
            }
            None if self.text.is_complete => Some(FailureKind::Missing),
            Some(Outcome::Unfinished) | None => Some(self.ended_early(test)),
        }
    }

    fn output(&self, test: &str) -> TestOutput {
        let printed = self.text.outputs.get(test).map(|lines| lines.join("\n")).unwrap_or_default();
        let panics = self.outcomes.panics_of(test).cloned().collect();
        TestOutput { printed: printed.trim_matches('\n').to_owned(), panics }
    }

    fn ended_early(&self, test: &str) -> FailureKind {
        let output = TestOutput { printed: last_lines(self.stderr, 10), ..self.output(test) };
        ended_early(self.status, output)
    }
}

/// Parses the name and the result in `test a::b ... ok`. Text before it is output that the harness did not capture.
fn result(line: &str) -> Option<(&str, TextResult)> {
    let (test, result) = line.rsplit_once(" ... ")?;
    let result = match result {
        "ok" => TextResult::Passed,
        "FAILED" => TextResult::Failed,
        _ if result == "ignored" || result.starts_with("ignored, ") => TextResult::Ignored,
        _ => return None,
    };
    let (_, test) = test.rsplit_once("test ")?;
    Some((test.strip_suffix(" - should panic").unwrap_or(test), result))
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

/// Returns whether the standard library prints this line when a panic aborts the program.
fn is_of_abort(line: &str) -> bool {
    line == "thread caused non-unwinding panic. aborting."
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

    #[test]
    fn results_are_read_from_the_lines_of_the_harness() {
        let text = Text::read(OUTPUT);
        assert_eq!(text.results["one::fails"], TextResult::Failed);
        assert_eq!(text.results["one::passes"], TextResult::Passed);
        assert_eq!(text.results["two::is_slow"], TextResult::Passed);
        assert_eq!(text.results["two::is_told_not_to_run"], TextResult::Ignored);
        assert_eq!(text.results["two::panics"], TextResult::Passed);
        assert_eq!(text.results.len(), 5);
        assert!(text.is_complete);
    }

    #[test]
    fn a_message_loses_what_the_harness_adds() {
        let said = TestOutput::read(Text::read(OUTPUT).outputs["one::fails"].iter().copied());
        assert_eq!(said.printed, "a line of mine\nfailures:\n---- not::a::test stdout ----");
        assert_eq!(said.panics.len(), 1);
        assert_eq!(said.panics[0].location, Some((PathBuf::from("exercises/0-a/src/lib.rs"), 12)));
        assert_eq!(said.panics[0].message, "expected: three\nhappened: two\n\nwhat happened until then:\na picture");
    }

    #[test]
    fn a_run_that_breaks_off_is_not_complete() {
        let text = Text::read("\nrunning 2 tests\ntest one::passes ... ok\n");
        assert!(!text.is_complete);
        assert_eq!(text.results.len(), 1);
    }

    #[cfg(unix)]
    fn exited(code: i32) -> ExitStatus {
        std::os::unix::process::ExitStatusExt::from_raw(code << 8)
    }

    #[cfg(windows)]
    fn exited(code: u32) -> ExitStatus {
        std::os::windows::process::ExitStatusExt::from_raw(code)
    }

    fn single(stdout: &str, records: &str, code: u8) -> Option<FailureKind> {
        of_single("a::b", stdout, "", TestEnd::Exited(exited(code.into())), &Outcomes::parse(records, "token"))
    }

    #[test]
    fn no_text_makes_a_test_pass_or_fail() {
        let passed = "{\"began\":\"a::b\"}\n{\"passed\":\"a::b\",\"token\":\"token\"}\n";
        for text in ["", "test a::b ... FAILED\n\nfailures:\n", "running 0 tests", "test a::b ... ignored"] {
            assert_eq!(single(text, passed, 0), None, "{text}");
        }
        for text in [
            "",
            "test a::b ... ok\n\ntest result: ok. 1 passed; 0 failed\n",
            "running 0 tests",
            "test a::b ... ignored",
        ] {
            let found = single(text, "{\"began\":\"a::b\"}\n", 0);
            assert!(matches!(found, Some(FailureKind::EndedEarly { cause: Some(_), .. })), "{text}: {found:?}");
            let found = single(text, "{\"began\":\"a::b\"}\n{\"failed\":\"a::b\"}\n", 0);
            assert!(matches!(found, Some(FailureKind::Failed(_))), "{text}: {found:?}");
        }
    }

    #[test]
    fn a_test_that_reports_nothing_never_passes() {
        let found = |stdout: &str, code: u8| single(stdout, "", code).expect("it does not pass");
        assert_eq!(found("test a::b ... ignored\n", 0), FailureKind::Ignored);
        assert_eq!(found("running 0 tests\n", 0), FailureKind::Missing);
        assert!(matches!(found("test a::b ... FAILED\n", 101), FailureKind::Failed(_)));
        for (stdout, code) in [("test a::b ... ok\n", 0), ("", 0), ("", 101)] {
            assert!(matches!(found(stdout, code), FailureKind::EndedEarly { .. }), "{stdout}");
        }
    }

    #[test]
    fn a_passed_check_needs_the_exit_status_too() {
        let passed = "{\"began\":\"a::b\"}\n{\"passed\":\"a::b\",\"token\":\"token\"}\n";
        assert!(matches!(single("", passed, 3), Some(FailureKind::EndedEarly { .. })));
        let end = TestEnd::TimedOut { seconds: 1 };
        let found = of_single("a::b", "", "", end, &Outcomes::parse(passed, "token"));
        assert!(matches!(found, Some(FailureKind::TimedOut { .. })));
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
