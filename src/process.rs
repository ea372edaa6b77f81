//! Runs a program whose output is read line by line, and which can be ended at any moment.

use std::io::{self, BufRead, BufReader, Read};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::thread;
use std::time::Duration;

/// How long a program is waited for between two looks at whether it should end.
const TURN: Duration = Duration::from_millis(20);

/// How long a line may be, in bytes; what is longer comes as several. A program may print for ever without a line break.
const LONGEST_LINE: u64 = 4 * 1024 * 1024;

/// How many lines wait for whoever reads them, until the program has to wait.
const LINES_AHEAD: usize = 1024;

/// How many turns a program that has ended may keep its output open: something that it started still holds it.
const TURNS_AFTER_THE_END: u32 = 10;

/// Asks everything that holds a copy of it to stop.
#[derive(Clone, Debug, Default)]
pub(crate) struct Cancel(Arc<AtomicBool>);

impl Cancel {
    pub(crate) fn cancel(&self) {
        self.0.store(true, Ordering::Relaxed);
    }

    pub(crate) fn is_cancelled(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}

/// Where a line comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Source {
    Output,
    Errors,
}

/// How a program came to its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum End {
    Exited(ExitStatus),
    /// It was ended because of its [`Cancel`].
    Cancelled,
    /// It was ended because it took too long.
    TookTooLong,
}

/// What bounds a program.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Bounds<'b> {
    pub(crate) cancel: &'b Cancel,
    /// Counted in turns of the thread that waits: on a machine that is too busy to run the program, they are longer.
    pub(crate) longest: Option<Duration>,
    /// Whether to end, with the program, all that it has started. A Ctrl-C at the terminal does not reach it then.
    pub(crate) whole_group: bool,
}

/// Runs a program to its end. Each line of its output, without its line break, goes to `on_line` as it comes.
///
/// The program reads nothing. What is not UTF-8 is replaced.
pub(crate) fn run(command: &mut Command, bounds: Bounds, mut on_line: impl FnMut(Source, &str)) -> io::Result<End> {
    if bounds.whole_group {
        in_own_group(command);
    }
    let mut child = command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn()?;
    let (lines_out, lines_in) = mpsc::sync_channel(LINES_AHEAD);
    listen(Source::Output, child.stdout.take(), lines_out.clone());
    listen(Source::Errors, child.stderr.take(), lines_out);
    let longest = bounds.longest.map(|longest| longest.div_duration_f64(TURN) as u64);
    let (mut turns, mut turns_after_the_end) = (0, 0);
    loop {
        match lines_in.recv_timeout(TURN) {
            Ok((source, line)) => on_line(source, &line),
            Err(RecvTimeoutError::Disconnected) => return Ok(End::Exited(child.wait()?)),
            Err(RecvTimeoutError::Timeout) => {
                turns += 1;
                if let Some(status) = child.try_wait()? {
                    turns_after_the_end += 1;
                    if turns_after_the_end >= TURNS_AFTER_THE_END {
                        return Ok(End::Exited(status));
                    }
                }
            }
        }
        let end = if bounds.cancel.is_cancelled() {
            End::Cancelled
        } else if longest.is_some_and(|longest| turns >= longest) {
            End::TookTooLong
        } else {
            continue;
        };
        kill(&mut child, bounds.whole_group)?;
        return Ok(end);
    }
}

/// Sends each line of `from` on, on a thread of its own: a program waits when nobody empties a pipe that is full.
fn listen(source: Source, from: Option<impl Read + Send + 'static>, lines: mpsc::SyncSender<(Source, String)>) {
    thread::spawn(move || {
        let Some(mut reader) = from.map(BufReader::new) else { return };
        let mut line = Vec::new();
        while reader.by_ref().take(LONGEST_LINE).read_until(b'\n', &mut line).is_ok_and(|read| read > 0) {
            let text = String::from_utf8_lossy(&line).trim_end_matches(['\r', '\n']).to_owned();
            // Nobody waits any longer for a program that was ended.
            if lines.send((source, text)).is_err() {
                break;
            }
            line.clear();
        }
    });
}

#[cfg(unix)]
fn in_own_group(command: &mut Command) {
    use std::os::unix::process::CommandExt;
    command.process_group(0);
}

/// Windows knows no groups to be entered here; `taskkill` finds what a program has started.
#[cfg(not(unix))]
fn in_own_group(_command: &mut Command) {}

fn kill(child: &mut Child, whole_group: bool) -> io::Result<()> {
    if whole_group {
        kill_group(child);
    }
    // It may have ended just now; then there is nothing to kill.
    let _ = child.kill();
    child.wait().map(drop)
}

#[cfg(unix)]
fn kill_group(child: &Child) {
    // The child is not waited for yet, so that its number is still its own. A group that has just ended is no failure.
    let _ = rustix::process::kill_process_group(rustix::process::Pid::from_child(child), rustix::process::Signal::KILL);
}

#[cfg(not(unix))]
fn kill_group(child: &Child) {
    // Where it cannot be started, the program itself is ended all the same.
    let _ = Command::new("taskkill")
        .args(["/F", "/T", "/PID", &child.id().to_string()])
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status();
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    fn shell(script: &str) -> Command {
        let mut command = Command::new("sh");
        command.args(["-c", script]);
        command
    }

    fn bounds(cancel: &Cancel) -> Bounds<'_> {
        Bounds { cancel, longest: None, whole_group: true }
    }

    #[test]
    fn lines_come_from_both_sides() {
        let mut lines = Vec::new();
        let end =
            run(&mut shell("echo a; printf 'b\\r\\n\\377' >&2; exit 3"), bounds(&Cancel::default()), |source, line| {
                lines.push((source, line.to_owned()));
            });
        let End::Exited(status) = end.unwrap() else { panic!("it ended by itself") };
        assert_eq!(status.code(), Some(3));
        lines.sort_by_key(|(source, _)| *source == Source::Errors);
        let expected = [(Source::Output, "a"), (Source::Errors, "b"), (Source::Errors, "\u{fffd}")];
        assert!(lines.iter().map(|(source, line)| (*source, line.as_str())).eq(expected), "{lines:?}");
    }

    #[test]
    fn what_a_program_started_is_ended_with_it() {
        let cancel = Cancel::default();
        // `cat` would wait for ever: nobody writes into the pipe that this shell holds.
        let end = run(&mut shell("echo ready; sleep 3600 & sleep 3600"), bounds(&cancel), |_, _| cancel.cancel());
        assert_eq!(end.unwrap(), End::Cancelled);
    }

    #[test]
    fn what_takes_too_long_is_ended() {
        let cancel = Cancel::default();
        let bounds = Bounds { longest: Some(TURN), ..bounds(&cancel) };
        assert_eq!(run(&mut shell("sleep 3600"), bounds, |_, _| {}).unwrap(), End::TookTooLong);
    }

    #[test]
    fn what_still_holds_the_output_is_not_waited_for() {
        let end = run(&mut shell("sleep 3600 & echo $!"), bounds(&Cancel::default()), |_, pid| {
            assert!(pid.parse::<u32>().is_ok());
        });
        assert!(matches!(end.unwrap(), End::Exited(status) if status.success()));
    }

    #[test]
    fn what_cannot_be_started_is_told() {
        run(&mut Command::new("/no/such/program"), bounds(&Cancel::default()), |_, _| {}).unwrap_err();
    }
}
