//! Runs a program whose output is read line by line, and which can be ended at any moment.

use std::collections::{BTreeSet, VecDeque};
use std::io::{self, BufRead, BufReader, Read};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use crate::ansi;

/// How long a program is waited for between two looks at whether it should end.
const TURN: Duration = Duration::from_millis(20);

/// How long the end of a program is waited for that has closed its output.
const MOMENT: Duration = Duration::from_millis(1);

/// How long a line may be, in bytes; what is longer comes as several. A program may print for ever without a line break,
/// and one of Cargo's messages is a line.
const LONGEST_LINE: u64 = 1024 * 1024;

/// How many lines wait for whoever reads them, until the program has to wait.
const LINES_AHEAD: usize = 16;

/// How many lines are kept of what a program prints, and how many bytes: the last ones.
const LINES_KEPT: usize = 5_000;
const BYTES_KEPT: usize = 1024 * 1024;

/// How many turns a program that has ended may keep its output open: something that it started still holds it.
const TURNS_AFTER_THE_END: u32 = 10;

/// Asks everything that holds a copy of it to stop.
#[derive(Clone, Debug, Default)]
pub struct Cancel(Arc<AtomicBool>);

impl Cancel {
    pub fn cancel(&self) {
        self.0.store(true, Ordering::Relaxed);
    }

    pub fn is_cancelled(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}

/// Where a line comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Source {
    Output,
    Errors,
}

/// How a program came to its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    Exited(ExitStatus),
    /// It was ended because of its [`Cancel`].
    Cancelled,
    /// It was ended because it took too long.
    TookTooLong,
}

/// What bounds a program.
#[derive(Clone, Copy, Debug)]
pub struct Bounds<'b> {
    pub cancel: &'b Cancel,
    /// Counted in turns of the thread that waits: on a machine that is too busy to run the program, they are longer.
    pub longest: Option<Duration>,
}

/// The last lines of an output.
#[derive(Clone, Debug, Default)]
pub struct Tail {
    lines: VecDeque<String>,
    bytes: usize,
}

impl Tail {
    pub fn push(&mut self, line: &str) {
        self.bytes += line.len();
        self.lines.push_back(line.to_owned());
        while self.lines.len() > LINES_KEPT || (self.bytes > BYTES_KEPT && self.lines.len() > 1) {
            self.bytes -= self.lines.pop_front().map_or(0, |line| line.len());
        }
    }

    pub fn lines(&self) -> impl DoubleEndedIterator<Item = &str> {
        self.lines.iter().map(String::as_str)
    }

    pub fn text(&self) -> String {
        self.lines().fold(String::new(), |text, line| text + line + "\n")
    }
}

/// Runs a program to its end, and ends with it all that it has started. Each line of its output, without its line break, goes to `on_line` as it comes.
///
/// The program reads nothing, and a Ctrl-C at the terminal does not reach it: see [`kill_all`]. What is not UTF-8 is
/// replaced, and so is what would move the cursor of a terminal.
pub fn run(command: &mut Command, bounds: Bounds, mut on_line: impl FnMut(Source, &str)) -> io::Result<End> {
    in_own_group(command);
    let mut child = command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn()?;
    let (lines_out, lines_in) = mpsc::sync_channel(LINES_AHEAD);
    listen(Source::Output, child.stdout.take(), lines_out.clone());
    listen(Source::Errors, child.stderr.take(), lines_out);
    let longest = bounds.longest.map(|longest| longest.div_duration_f64(TURN) as u64);
    let (mut turns, mut turns_after_the_end) = (0, 0);
    let (mut is_open, mut looked) = (true, Instant::now());
    let running = Running::note(&child);
    loop {
        if is_open {
            match lines_in.recv_timeout(TURN) {
                Ok((source, line)) => on_line(source, &line),
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => is_open = false,
            }
        } else {
            thread::sleep(MOMENT);
        }
        // One that prints without a pause is looked at as often as a silent one.
        if is_open && looked.elapsed() < TURN {
            continue;
        }
        if looked.elapsed() >= TURN {
            (looked, turns) = (Instant::now(), turns + 1);
        }
        let end = if has_ended(&mut child)? {
            turns_after_the_end += 1;
            if is_open && turns_after_the_end < TURNS_AFTER_THE_END {
                continue;
            }
            None
        } else if bounds.cancel.is_cancelled() {
            Some(End::Cancelled)
        } else if longest.is_some_and(|longest| turns >= longest) {
            Some(End::TookTooLong)
        } else {
            continue;
        };
        // Also what a program has left behind that ended by itself.
        kill_group(child.id());
        if end.is_some() {
            // It may have ended just now; then there is nothing to kill.
            let _ = child.kill();
        }
        drop(running);
        let status = child.wait()?;
        return Ok(end.unwrap_or(End::Exited(status)));
    }
}

/// Sends each line of `from` on, on a thread of its own: a program waits when nobody empties a pipe that is full.
fn listen(source: Source, from: Option<impl Read + Send + 'static>, lines: mpsc::SyncSender<(Source, String)>) {
    thread::spawn(move || {
        let Some(mut reader) = from.map(BufReader::new) else { return };
        let mut line = Vec::new();
        while reader.by_ref().take(LONGEST_LINE).read_until(b'\n', &mut line).is_ok_and(|read| read > 0) {
            let text = String::from_utf8_lossy(&line);
            let text = ansi::sanitize(text.trim_end_matches(['\r', '\n']));
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

/// Whether it has ended. It is not waited for yet, so that its number is still its own.
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
        // A group that has ended is no failure.
        let _ = kill_process_group(group, Signal::KILL);
    }
}

#[cfg(not(unix))]
fn kill_group(program: u32) {
    // Where it cannot be started, the program itself is ended all the same.
    let _ = Command::new("taskkill")
        .args(["/F", "/T", "/PID", &program.to_string()])
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status();
}

/// A program that runs in a group of its own, by its number, until this is dropped.
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

/// Ends all programs that run in groups of their own, with all that they have started: this process is about to end
/// without waiting for them.
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
        Bounds { cancel, longest: None }
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
    fn what_is_left_behind_is_ended_also_while_it_prints() {
        let mut pid = None;
        let script = "(while :; do echo still here; done) & echo $!";
        let end = run(&mut shell(script), bounds(&Cancel::default()), |_, line| pid = pid.or(line.parse().ok()));
        assert!(matches!(end.unwrap(), End::Exited(status) if status.success()));
        let pid = pid.and_then(rustix::process::Pid::from_raw).expect("the shell told it");
        // Whoever takes over what is left behind may still have to look at its end; but it does nothing any more.
        let is_alive = || {
            let status = std::fs::read_to_string(format!("/proc/{}/stat", pid.as_raw_nonzero())).unwrap_or_default();
            !status.is_empty() && !status.contains(") Z ")
        };
        while cfg!(target_os = "linux") && is_alive() {
            thread::yield_now();
        }
    }

    #[test]
    fn of_a_long_output_the_end_is_kept() {
        let mut tail = Tail::default();
        (0..=LINES_KEPT).for_each(|line| tail.push(&line.to_string()));
        assert!(tail.text().starts_with("1\n") && tail.text().ends_with(&format!("{LINES_KEPT}\n")));
        let long = "x".repeat(BYTES_KEPT / 2);
        (0..5).for_each(|_| tail.push(&long));
        assert_eq!(tail.lines().count(), 2);
    }

    #[test]
    fn what_cannot_be_started_is_told() {
        run(&mut Command::new("/no/such/program"), bounds(&Cancel::default()), |_, _| {}).unwrap_err();
    }
}
