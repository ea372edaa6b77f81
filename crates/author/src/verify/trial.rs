//! One run of the checks, with a time limit.

use std::io;
use std::path::Path;
use std::process::{Command, Output};
use std::time::Duration;

use course::error::chain;
use course::outcome::{OutcomeError, OutcomeFile, Outcomes};

use super::packages::Package;
use crate::process::{self, Bounds, Cancel, End, Source};

/// The time limit of a run. Checks end much sooner: each has a limit of its own.
const MAX_RUN_TIME: Duration = Duration::from_secs(300);

/// The error of checks that did not run to their end.
#[derive(Debug, thiserror::Error)]
pub(crate) enum TrialError {
    #[error("cannot start its checks: {0}")]
    Start(io::Error),
    #[error("{}", chain(.0))]
    Outcome(#[from] OutcomeError),
    #[error("its checks had not ended after {} s; no check may run without a bound", MAX_RUN_TIME.as_secs())]
    Endless,
}

/// A run of a program of checks.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Trial<'t> {
    pub(crate) package: &'t Package<'t>,
    pub(crate) program: &'t Path,
    /// The module that has the checks, if it is not the root of the program.
    pub(crate) module: Option<&'t str>,
    /// The folder of the traces: not that of a learner's own.
    pub(crate) traces: &'t Path,
    /// A single test (`task::name`), of code that may hang.
    pub(crate) only: Option<&'t str>,
}

impl Trial<'_> {
    /// Runs the program to its end. Returns its output, and the outcomes that its checks have reported.
    pub(crate) fn run(self) -> Result<(Output, Outcomes), TrialError> {
        let mut command = Command::new(self.program);
        command
            .current_dir(&self.package.folder)
            .env("CARGO_MANIFEST_DIR", &self.package.folder)
            .env("CARGO_PKG_NAME", &self.package.name)
            .env("POLLSCOPE_TRACES", self.traces)
            .env("POLLSCOPE_COLOR", "never")
            .env("RUST_BACKTRACE", "0")
            .env_remove("POLLSCOPE_PATIENCE")
            .env_remove("RUST_TEST_NOCAPTURE")
            .env_remove("RUST_TEST_SHUFFLE")
            // More than there are cores, because tests with sockets wait most of the time. With a single thread a test's
            // own words would stand between its name and its result.
            .args(["--test-threads", "8"]);
        let prefix = self.module.map(|module| format!("{module}::")).unwrap_or_default();
        if let Some(module) = self.module {
            command.env("POLLSCOPE_MODULE", module);
        }
        if let Some(test) = self.only {
            command.args([&format!("{prefix}{test}"), "--exact"]);
        } else if self.module.is_some() {
            command.arg(&prefix);
        }
        let outcomes = OutcomeFile::create(self.program, self.only.map(|_| 1))?;
        outcomes.pass_to(&mut command);
        let output = bounded(&mut command, MAX_RUN_TIME)?;
        Ok((without(&prefix, output), outcomes.read()?))
    }
}

/// Returns the output as it is without the module in the names of tests.
fn without(prefix: &str, output: Output) -> Output {
    if prefix.is_empty() {
        return output;
    }
    let cut = |text: &[u8]| String::from_utf8_lossy(text).replace(prefix, "").into_bytes();
    Output { stdout: cut(&output.stdout), stderr: cut(&output.stderr), ..output }
}

fn bounded(command: &mut Command, longest: Duration) -> Result<Output, TrialError> {
    let cancel = Cancel::default();
    let bounds = Bounds { cancel: &cancel, time_limit: Some(longest) };
    let (mut stdout, mut stderr) = (Vec::new(), Vec::new());
    let end = process::run(command, bounds, |source, line| {
        let text = if source == Source::Output { &mut stdout } else { &mut stderr };
        text.extend_from_slice(line.as_bytes());
        text.push(b'\n');
    });
    match end.map_err(TrialError::Start)? {
        End::Exited(status) => Ok(Output { status, stdout, stderr }),
        End::TimedOut | End::Cancelled => Err(TrialError::Endless),
    }
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    #[test]
    fn the_output_is_kept() {
        let output = bounded(Command::new("sh").args(["-c", "echo a; echo b >&2; exit 3"]), MAX_RUN_TIME).unwrap();
        assert_eq!((output.stdout.as_slice(), output.stderr.as_slice()), (b"a\n".as_slice(), b"b\n".as_slice()));
        assert_eq!(output.status.code(), Some(3));
    }

    #[test]
    fn what_does_not_end_is_ended() {
        let result = bounded(Command::new("sleep").arg("3600"), Duration::from_millis(1));
        assert!(matches!(result, Err(TrialError::Endless)), "{result:?}");
    }

    #[test]
    fn what_cannot_be_started_is_told() {
        let result = bounded(&mut Command::new("/no/such/program"), MAX_RUN_TIME);
        assert!(matches!(result, Err(TrialError::Start(_))), "{result:?}");
    }
}
