//! One run of the checks, which is ended if it does not end by itself.

use std::io::{self, Read};
use std::path::Path;
use std::process::{Command, Output, Stdio};
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use super::packages::Package;

/// How long one run may take. Checks end by themselves much sooner: each has a limit of its own.
const LONGEST: Duration = Duration::from_secs(300);

/// How long the checks let a poll of a wrong answer block, in seconds: it will not return, and nobody should wait.
const PATIENCE_WITH_WRONG: &str = "3";

/// Why the checks did not run to their end.
#[derive(Debug, thiserror::Error)]
pub(crate) enum TrialError {
    #[error("its checks cannot be started: {0}")]
    Start(io::Error),
    #[error("its checks had not ended after {} s; no check may run without a bound", LONGEST.as_secs())]
    Endless,
}

/// What is run, and how.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Trial<'t> {
    pub(crate) package: &'t Package<'t>,
    pub(crate) program: &'t Path,
    /// Where the traces go, so that a learner's own stay.
    pub(crate) traces: &'t Path,
    /// A single test (`task::name`), of code that may hang.
    pub(crate) only: Option<&'t str>,
}

impl Trial<'_> {
    /// Runs the program to its end.
    pub(crate) fn run(self) -> Result<Output, TrialError> {
        let mut command = Command::new(self.program);
        command
            .current_dir(&self.package.folder)
            .env("CARGO_MANIFEST_DIR", &self.package.folder)
            .env("CARGO_PKG_NAME", &self.package.name)
            .env("POLLSCOPE_TRACES", self.traces)
            .env("POLLSCOPE_COLOR", "never")
            .env("RUST_BACKTRACE", "0")
            .env_remove("RUST_TEST_NOCAPTURE")
            .env_remove("RUST_TEST_SHUFFLE")
            // With a single thread a test's own words would stand between its name and its result.
            .args(["--test-threads", "2"]);
        if let Some(test) = self.only {
            command.args([test, "--exact"]).env("POLLSCOPE_PATIENCE", PATIENCE_WITH_WRONG);
        }
        bounded(&mut command, LONGEST)
    }
}

fn bounded(command: &mut Command, longest: Duration) -> Result<Output, TrialError> {
    let mut child = command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .map_err(TrialError::Start)?;
    let (stdout, stderr) = (listen(child.stdout.take()), listen(child.stderr.take()));
    // The output ends when the program does.
    let heard = stdout.recv_timeout(longest);
    if heard.is_err() {
        // It may have ended just now; then there is nothing to kill.
        let _ = child.kill();
    }
    let status = child.wait().map_err(TrialError::Start)?;
    let stdout = heard.map_err(|_| TrialError::Endless)?;
    Ok(Output { status, stdout, stderr: stderr.recv().unwrap_or_default() })
}

fn listen(mut from: Option<impl Read + Send + 'static>) -> mpsc::Receiver<Vec<u8>> {
    let (heard_out, heard_in) = mpsc::channel();
    thread::spawn(move || {
        let mut heard = Vec::new();
        // What was heard until an error is better than nothing.
        let _ = from.as_mut().map(|from| from.read_to_end(&mut heard));
        // Nobody waits any longer for a program that was ended.
        let _ = heard_out.send(heard);
    });
    heard_in
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    #[test]
    fn the_output_is_kept() {
        let output = bounded(Command::new("sh").args(["-c", "echo a; echo b >&2; exit 3"]), LONGEST).unwrap();
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
        let result = bounded(&mut Command::new("/no/such/program"), LONGEST);
        assert!(matches!(result, Err(TrialError::Start(_))), "{result:?}");
    }
}
