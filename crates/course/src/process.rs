//! Child processes whose output is read line by line, and which can be killed at any moment.

use std::collections::{BTreeSet, VecDeque};
use std::io::{self, BufRead, BufReader, Read};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use crate::ansi;

/// The time between two checks of a process for cancellation and for its time limit.
const POLL_INTERVAL: Duration = Duration::from_millis(20);

/// The time between two checks of a process that has closed stdout and stderr but not exited.
const EXIT_POLL_INTERVAL: Duration = Duration::from_millis(1);

/// The lowest priority of a process: the highest "nice" value.
#[cfg(unix)]
const LOWEST_PRIORITY: i32 = 19;

/// The longest line; a longer one is split. A program may print forever without a line break, and one of Cargo's messages
/// is a line.
const MAX_LINE_BYTES: u64 = 1024 * 1024;

/// The number of lines that are buffered before the process has to wait for the reader.
const MAX_BUFFERED_LINES: usize = 16;

/// The most lines of a [`Tail`].
const MAX_TAIL_LINES: usize = 5_000;

/// The most bytes of a [`Tail`], unless a single line is longer.
const MAX_TAIL_BYTES: usize = 1024 * 1024;

/// The number of polls without a new line for which the output of a process that has exited may stay open: a process that
/// it started may hold it forever.
const MAX_SILENT_POLLS_AFTER_EXIT: u32 = 10;

/// The number of all polls after which the output of a process that has exited is given up: a process that it started, and
/// that cannot be killed, may print forever.
const MAX_POLLS_AFTER_EXIT: u32 = 500;

/// A cancellation token: a request to stop, for everything that holds a copy of it.
///
/// # Examples
///
/// ```
/// let cancel = course::process::Cancel::default();
/// let copy = cancel.clone();
/// cancel.cancel();
/// assert!(copy.is_cancelled());
/// ```
#[derive(Clone, Debug, Default)]
pub struct Cancel(Arc<AtomicBool>);

impl Cancel {
    /// Requests the stop.
    pub fn cancel(&self) {
        self.0.store(true, Ordering::Relaxed);
    }

    /// Returns whether the stop was requested.
    pub fn is_cancelled(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}

/// The stream that a line comes from.
///
/// # Examples
///
/// ```
/// # use std::process::Command;
/// use course::process::{Bounds, Cancel, Source, run};
///
/// let bounds = Bounds { cancel: &Cancel::default(), time_limit: None };
/// let mut lines = Vec::new();
/// run(Command::new("cargo").arg("--version"), bounds, |source, line| lines.push((source, line.to_owned())))?;
/// assert!(lines.iter().any(|(source, line)| *source == Source::Output && line.starts_with("cargo ")));
/// # Ok::<(), std::io::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Source {
    /// Stdout.
    Output,
    /// Stderr.
    Errors,
}

/// The end of a process.
///
/// # Examples
///
/// ```
/// # use std::process::Command;
/// use course::process::{Bounds, Cancel, End, run};
///
/// let bounds = Bounds { cancel: &Cancel::default(), time_limit: None };
/// let end = run(Command::new("cargo").arg("no-such-command"), bounds, |_, _| {})?;
/// assert!(matches!(end, End::Exited(status) if !status.success()));
/// # Ok::<(), std::io::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// It exited.
    Exited(ExitStatus),
    /// It was killed because its [`Cancel`] requested a stop.
    Cancelled,
    /// It was killed at its time limit.
    TimedOut,
}

/// The bounds of a process.
///
/// # Examples
///
/// ```
/// # use std::process::Command;
/// # use std::time::Duration;
/// use course::process::{Bounds, Cancel, End, run};
///
/// let bounds = Bounds { cancel: &Cancel::default(), time_limit: Some(Duration::from_secs(60)) };
/// let end = run(Command::new("cargo").arg("--version"), bounds, |_, _| {})?;
/// assert!(matches!(end, End::Exited(_)));
/// # Ok::<(), std::io::Error>(())
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Bounds<'b> {
    /// The request to stop it.
    pub cancel: &'b Cancel,
    /// The time limit, counted in polls: on a machine that is too busy to run the process, they take longer.
    pub time_limit: Option<Duration>,
}

/// The last lines of an output.
///
/// # Examples
///
/// ```
/// let mut tail = course::process::Tail::default();
/// tail.push("one");
/// tail.push("two");
/// assert_eq!(tail.text(), "one\ntwo\n");
/// ```
#[derive(Clone, Debug, Default)]
pub struct Tail {
    lines: VecDeque<String>,
    bytes: usize,
}

impl Tail {
    /// Appends a line, and removes the first ones if there are too many.
    pub fn push(&mut self, line: &str) {
        self.bytes += line.len();
        self.lines.push_back(line.to_owned());
        while self.lines.len() > MAX_TAIL_LINES || (self.bytes > MAX_TAIL_BYTES && self.lines.len() > 1) {
            self.bytes -= self.lines.pop_front().map_or(0, |line| line.len());
        }
    }

    /// Returns the lines, without their line breaks.
    pub fn lines(&self) -> impl DoubleEndedIterator<Item = &str> {
        self.lines.iter().map(String::as_str)
    }

    /// Returns the lines as one text.
    pub fn text(&self) -> String {
        self.lines().fold(String::new(), |text, line| text + line + "\n")
    }
}

/// Runs a program to its end, and kills whatever it has started and left behind. Calls `on_line` with each line of its
/// output, without the line break, as it comes.
///
/// Stdin is empty, and a Ctrl-C at the terminal does not reach the process: see [`kill_all`]. Lines are UTF-8 and free of
/// escape sequences except colours: see [`ansi::sanitize`].
///
/// # Errors
///
/// Returns an error if the program cannot be started or waited for.
pub fn run(command: &mut Command, bounds: Bounds, on_line: impl FnMut(Source, &str)) -> io::Result<End> {
    in_own_group(command);
    supervise(spawn(command)?, bounds, on_line)
}

/// Runs a program as [`run`] does, with the lowest priority: it and what it starts get only the time that nothing else needs.
///
/// # Errors
///
/// Returns an error if the program cannot be started or waited for.
pub fn run_in_background(command: &mut Command, bounds: Bounds, on_line: impl FnMut(Source, &str)) -> io::Result<End> {
    in_own_group(command);
    start_with_low_priority(command);
    let child = spawn(command)?;
    lower_priority(&child);
    supervise(child, bounds, on_line)
}

fn spawn(command: &mut Command) -> io::Result<Child> {
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn()
}

fn supervise(mut child: Child, bounds: Bounds, mut on_line: impl FnMut(Source, &str)) -> io::Result<End> {
    let (lines_out, lines_in) = mpsc::sync_channel(MAX_BUFFERED_LINES);
    listen(Source::Output, child.stdout.take(), lines_out.clone());
    listen(Source::Errors, child.stderr.take(), lines_out);
    let max_polls = bounds.time_limit.map(|limit| limit.div_duration_f64(POLL_INTERVAL) as u64);
    let (mut polls, mut polls_after_exit, mut silent_polls_after_exit) = (0, 0, 0);
    let mut has_printed = false;
    let (mut is_open, mut looked) = (true, Instant::now());
    let running = Running::note(&child);
    loop {
        if is_open {
            match lines_in.recv_timeout(POLL_INTERVAL) {
                Ok((source, line)) => {
                    has_printed = true;
                    on_line(source, &line);
                }
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => is_open = false,
            }
        } else {
            thread::sleep(EXIT_POLL_INTERVAL);
        }
        // A process that prints without a pause is polled as often as a silent one.
        if is_open && looked.elapsed() < POLL_INTERVAL {
            continue;
        }
        if looked.elapsed() >= POLL_INTERVAL {
            (looked, polls) = (Instant::now(), polls + 1);
        }
        let end = if has_ended(&mut child)? {
            if polls_after_exit == 0 {
                // What it has left behind must not print any more; what was printed is still read.
                kill_group(child.id());
            }
            polls_after_exit += 1;
            silent_polls_after_exit += u32::from(!has_printed);
            has_printed = false;
            if is_open
                && silent_polls_after_exit < MAX_SILENT_POLLS_AFTER_EXIT
                && polls_after_exit < MAX_POLLS_AFTER_EXIT
            {
                continue;
            }
            None
        } else if bounds.cancel.is_cancelled() {
            Some(End::Cancelled)
        } else if max_polls.is_some_and(|max| polls >= max) {
            Some(End::TimedOut)
        } else {
            continue;
        };
        // Also after an exit: it may have left processes behind.
        kill_group(child.id());
        if end.is_some() {
            // It may have exited just now; then there is nothing to kill.
            let _ = child.kill();
        }
        drop(running);
        let status = child.wait()?;
        return Ok(end.unwrap_or(End::Exited(status)));
    }
}

/// Sends the lines of `from` to `lines` from a thread of its own: a process blocks when nobody empties its pipe.
fn listen(source: Source, from: Option<impl Read + Send + 'static>, lines: mpsc::SyncSender<(Source, String)>) {
    thread::spawn(move || {
        let Some(mut reader) = from.map(BufReader::new) else { return };
        let mut line = Vec::new();
        while reader.by_ref().take(MAX_LINE_BYTES).read_until(b'\n', &mut line).is_ok_and(|read| read > 0) {
            let text = String::from_utf8_lossy(&line);
            let text = ansi::sanitize(text.trim_end_matches(['\r', '\n']));
            // The reader is gone: the process was killed.
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

/// Lowers the priority of a process that has just started, and so of all that it will start.
#[cfg(unix)]
fn lower_priority(child: &Child) {
    // A system that does not allow it only runs it faster.
    let _ = rustix::process::setpriority_process(Some(rustix::process::Pid::from_child(child)), LOWEST_PRIORITY);
}

#[cfg(not(unix))]
fn lower_priority(_child: &Child) {}

/// Makes a process start with a low priority, where that must be said before.
#[cfg(windows)]
fn start_with_low_priority(command: &mut Command) {
    use std::os::windows::process::CommandExt;
    const IDLE_PRIORITY_CLASS: u32 = 0x40;
    command.creation_flags(IDLE_PRIORITY_CLASS);
}

#[cfg(not(windows))]
fn start_with_low_priority(_command: &mut Command) {}

/// Does nothing: Windows has no process groups of this kind. `taskkill` finds the children of a process.
#[cfg(not(unix))]
fn in_own_group(_command: &mut Command) {}

/// Returns whether the process has exited. Does not reap it, so that its number is still its own.
#[cfg(unix)]
fn has_ended(child: &mut Child) -> io::Result<bool> {
    use rustix::process::{Pid, WaitId, WaitIdOptions, waitid};
    let options = WaitIdOptions::EXITED | WaitIdOptions::NOWAIT | WaitIdOptions::NOHANG;
    Ok(waitid(WaitId::Pid(Pid::from_child(child)), options)?.is_some())
}

#[cfg(not(unix))]
fn has_ended(child: &mut Child) -> io::Result<bool> {
    Ok(child.try_wait()?.is_some())
}

#[cfg(unix)]
fn kill_group(program: u32) {
    use rustix::process::{Pid, Signal, kill_process_group};
    if let Some(group) = i32::try_from(program).ok().and_then(Pid::from_raw) {
        // The group may have ended.
        let _ = kill_process_group(group, Signal::KILL);
    }
}

#[cfg(not(unix))]
fn kill_group(program: u32) {
    // If `taskkill` cannot be started, the process itself is killed all the same.
    let _ = Command::new("taskkill")
        .args(["/F", "/T", "/PID", &program.to_string()])
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status();
}

/// The entry of a process in the list of all running ones, by its number. Dropping it removes the entry.
struct Running(u32);

impl Running {
    fn note(child: &Child) -> Running {
        all_running().insert(child.id());
        Running(child.id())
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        all_running().remove(&self.0);
    }
}

fn all_running() -> MutexGuard<'static, BTreeSet<u32>> {
    static ALL: Mutex<BTreeSet<u32>> = Mutex::new(BTreeSet::new());
    ALL.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Kills all processes that [`run`] has started and that are still running, with their children. A signal handler calls
/// this before it ends the current process.
pub fn kill_all() {
    all_running().iter().for_each(|&program| kill_group(program));
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
        Bounds { cancel, time_limit: None }
    }

    #[test]
    fn lines_come_from_stdout_and_stderr() {
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
    fn children_are_killed_with_the_process() {
        let cancel = Cancel::default();
        // `cat` would wait for ever: nobody writes into the pipe that this shell holds.
        let end = run(&mut shell("echo ready; sleep 3600 & sleep 3600"), bounds(&cancel), |_, _| cancel.cancel());
        assert_eq!(end.unwrap(), End::Cancelled);
    }

    #[test]
    fn a_program_in_the_background_has_the_lowest_priority() {
        let mut lines = Vec::new();
        // The priority is lowered just after the start.
        let script = "until [ \"$(nice)\" = 19 ]; do :; done; nice";
        let end =
            run_in_background(&mut shell(script), bounds(&Cancel::default()), |_, line| lines.push(line.to_owned()));
        assert!(matches!(end.unwrap(), End::Exited(status) if status.success()));
        assert_eq!(lines, ["19"]);
    }

    #[test]
    fn a_process_is_killed_at_its_time_limit() {
        let cancel = Cancel::default();
        let bounds = Bounds { time_limit: Some(POLL_INTERVAL), ..bounds(&cancel) };
        assert_eq!(run(&mut shell("sleep 3600"), bounds, |_, _| {}).unwrap(), End::TimedOut);
    }

    #[test]
    fn a_child_that_holds_the_output_is_not_waited_for() {
        let end = run(&mut shell("sleep 3600 & echo $!"), bounds(&Cancel::default()), |_, pid| {
            assert!(pid.parse::<u32>().is_ok());
        });
        assert!(matches!(end.unwrap(), End::Exited(status) if status.success()));
    }

    #[test]
    fn a_child_left_behind_is_killed_even_while_it_prints() {
        let mut pid = None;
        let script = "(while :; do echo still here; done) & echo $!";
        let end = run(&mut shell(script), bounds(&Cancel::default()), |_, line| pid = pid.or(line.parse().ok()));
        assert!(matches!(end.unwrap(), End::Exited(status) if status.success()));
        let pid = pid.and_then(rustix::process::Pid::from_raw).expect("the shell told it");
        // It may still be a zombie, which the system has to reap, but it does not run.
        let is_alive = || {
            let status = std::fs::read_to_string(format!("/proc/{}/stat", pid.as_raw_nonzero())).unwrap_or_default();
            !status.is_empty() && !status.contains(") Z ")
        };
        while cfg!(target_os = "linux") && is_alive() {
            thread::yield_now();
        }
    }

    #[test]
    fn all_lines_are_read_however_slow_the_reader_is() {
        let mut last = String::new();
        let end = run(&mut shell("seq 1 5000"), bounds(&Cancel::default()), |_, line| {
            if line == "1" {
                // As long as it takes until the program has ended: its last lines are in the pipe.
                thread::sleep(POLL_INTERVAL * (MAX_SILENT_POLLS_AFTER_EXIT + 1));
            }
            thread::sleep(Duration::from_micros(100));
            line.clone_into(&mut last);
        });
        assert!(matches!(end.unwrap(), End::Exited(status) if status.success()));
        assert_eq!(last, "5000");
    }

    #[test]
    fn of_a_long_output_the_end_is_kept() {
        let mut tail = Tail::default();
        (0..=MAX_TAIL_LINES).for_each(|line| tail.push(&line.to_string()));
        assert!(tail.text().starts_with("1\n") && tail.text().ends_with(&format!("{MAX_TAIL_LINES}\n")));
        let long = "x".repeat(MAX_TAIL_BYTES / 2);
        (0..5).for_each(|_| tail.push(&long));
        assert_eq!(tail.lines().count(), 2);
    }

    #[test]
    fn a_program_that_cannot_be_started_is_an_error() {
        run(&mut Command::new("/no/such/program"), bounds(&Cancel::default()), |_, _| {}).unwrap_err();
    }
}
