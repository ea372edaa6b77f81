//! The report of a run: the state of each step.

use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use crate::path::Path;

/// A report of a run: the state of each step, in the order of the flow, while the run goes on and after its end.
///
/// It is about the last run that was started with it. A report is shared by its clones. `Display` is its text.
///
/// ```
/// # #[tokio::main(flavor = "current_thread", start_paused = true)]
/// # async fn main() {
/// use std::time::Duration;
/// use data_flow::{Options, Report, State, source};
///
/// async fn prices() -> Result<u32, std::io::Error> {
///     tokio::time::sleep(Duration::from_millis(500)).await;
///     Ok(3)
/// }
/// async fn load(_prices: u32) -> Result<(), std::io::Error> {
///     Err(std::io::ErrorKind::StorageFull.into())
/// }
/// async fn notify((): ()) -> Result<(), std::io::Error> {
///     Ok(())
/// }
///
/// let report = Report::new();
/// let flow = source(prices) | load | notify;
/// assert!(flow.run_with((), &Options::new().report(&report)).await.is_err());
/// let text = "\
/// prices  done           500ms
/// load    failed         0ns
/// notify  never started
/// ";
/// assert_eq!(report.to_string(), text);
/// assert_eq!(report.step("load").unwrap().state(), State::Failed);
/// # }
/// ```
#[derive(Debug, Clone, Default)]
pub struct Report {
    // Those of the last run. Each run has its own, so that runs with the same report do not disturb each other.
    last: Arc<Mutex<Steps>>,
}

/// The state of a step.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum State {
    /// The run has not come to it.
    NeverStarted,
    /// It runs.
    Running,
    /// It returned a result.
    Done,
    /// It returned an error.
    Failed,
    /// It panicked.
    Panicked,
    /// It was dropped before its end: by the error of another step, by a timeout, or with the whole run.
    Cancelled,
    /// It did not run, because a checkpoint has kept its result.
    Skipped,
}

impl fmt::Display for State {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            State::NeverStarted => "never started",
            State::Running => "running",
            State::Done => "done",
            State::Failed => "failed",
            State::Panicked => "panicked",
            State::Cancelled => "cancelled",
            State::Skipped => "skipped",
        })
    }
}

/// The state of one step in a [`Report`].
///
/// A step that is tried again, or that runs for each item of a fan-out, runs several times: the state is that of the whole.
#[derive(Debug, Clone, PartialEq)]
pub struct StepReport {
    path: Path,
    /// The last end.
    ended: Option<State>,
    running: u64,
    /// The numbers of runs that ended with `Done`, with `Failed` or `Panicked`, and with `Cancelled`.
    counts: [u64; 3],
    skipped: u64,
    elapsed: Duration,
}

impl StepReport {
    fn new(path: Path) -> StepReport {
        StepReport { path, ended: None, running: 0, counts: [0; 3], skipped: 0, elapsed: Duration::ZERO }
    }

    /// Returns the way to the step. In a fan-out, it is the way of all items.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Returns the state. A step that failed for an item of a fan-out has failed, also if its other items were then cancelled.
    pub fn state(&self) -> State {
        match self.ended {
            _ if self.running > 0 => State::Running,
            Some(ended) => ended,
            None if self.skipped > 0 => State::Skipped,
            None => State::NeverStarted,
        }
    }

    /// Returns the number of times that the step was started.
    pub fn runs(&self) -> u64 {
        self.counts.iter().sum::<u64>() + self.running
    }

    /// Returns the number of times that the step returned a result.
    pub fn done(&self) -> u64 {
        self.counts[0]
    }

    /// Returns the number of times that the step returned an error or panicked.
    pub fn failed(&self) -> u64 {
        self.counts[1]
    }

    /// Returns the number of times that the step was cancelled.
    pub fn cancelled(&self) -> u64 {
        self.counts[2]
    }

    /// Returns the number of times that a checkpoint had kept the result.
    pub fn skipped(&self) -> u64 {
        self.skipped
    }

    /// Returns the time that the step took: the sum, if it ran several times. A run that goes on does not count yet.
    pub fn elapsed(&self) -> Duration {
        self.elapsed
    }
}

impl Report {
    /// Returns a report of a run that has not begun.
    pub fn new() -> Report {
        Report::default()
    }

    /// Returns the steps in their order. Before the run has begun, there are none.
    pub fn steps(&self) -> Vec<StepReport> {
        let last = lock(&self.last).clone();
        lock(&last.0).clone()
    }

    /// Returns the first step with this path, such as `load/parse`.
    pub fn step(&self, path: &str) -> Option<StepReport> {
        self.steps().into_iter().find(|step| step.path.to_string() == path)
    }

    /// Begins the report of a run.
    pub(crate) fn begin(&self, paths: &[Path]) -> Steps {
        let steps = Steps(Arc::new(Mutex::new(paths.iter().cloned().map(StepReport::new).collect())));
        *lock(&self.last) = steps.clone();
        steps
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let steps = self.steps();
        let paths: Vec<String> = steps.iter().map(|step| step.path.to_string()).collect();
        let width = paths.iter().map(|path| path.chars().count()).max().unwrap_or_default();
        for (step, path) in steps.iter().zip(&paths) {
            let state = step.state();
            let mut notes = Vec::new();
            if step.runs() > step.running {
                notes.push(format!("{:?}", rounded(step.elapsed)));
            }
            if step.runs() > 1 {
                notes.push(format!("{} times", step.runs()));
            }
            let counts =
                [(State::Done, step.done()), (State::Failed, step.failed()), (State::Cancelled, step.cancelled())];
            let others = counts.into_iter().filter(|(other, count)| *other != state && *count > 0 && step.runs() > 1);
            notes.extend(others.map(|(other, count)| format!("{count} {other}")));
            if step.skipped > 0 && state != State::Skipped {
                notes.push(format!("{} from checkpoints", step.skipped));
            }
            if state == State::Skipped {
                notes.push("its result is from a checkpoint".to_owned());
            }
            let state = state.to_string();
            let line = format!("{path:width$}  {state:13}  {}", notes.join(", "));
            writeln!(f, "{}", line.trim_end())?;
        }
        Ok(())
    }
}

/// Returns the three digits of a duration that say something.
fn rounded(duration: Duration) -> Duration {
    let nanos = u64::try_from(duration.as_nanos()).unwrap_or(u64::MAX);
    let unit = 10_u64.pow(nanos.max(1).ilog10().saturating_sub(2));
    Duration::from_nanos(nanos - nanos % unit)
}

/// The steps of one run.
#[derive(Debug, Clone, Default)]
pub(crate) struct Steps(Arc<Mutex<Vec<StepReport>>>);

impl Steps {
    fn change(&self, number: usize, change: impl FnOnce(&mut StepReport)) {
        lock(&self.0).get_mut(number).map(change);
    }

    pub(crate) fn started(&self, number: usize) {
        self.change(number, |step| {
            // Another attempt, and not another item: what was before it is over.
            if step.running == 0 {
                step.ended = None;
            }
            step.running += 1;
        });
    }

    pub(crate) fn ended(&self, number: usize, outcome: State, elapsed: Duration) {
        self.change(number, |step| {
            step.running -= 1;
            step.elapsed += elapsed;
            let count = match outcome {
                State::Done => 0,
                State::Failed | State::Panicked => 1,
                _ => 2,
            };
            step.counts[count] += 1;
            // An item that fails cancels the others.
            let fails = matches!(step.ended, Some(State::Failed | State::Panicked));
            if !(fails && outcome == State::Cancelled) {
                step.ended = Some(outcome);
            }
        });
    }

    pub(crate) fn skipped(&self, number: usize) {
        self.change(number, |step| step.skipped += 1);
    }
}

// Nothing in here panics while it changes something.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_duration_has_at_most_three_digits_that_say_something() {
        let cases = [
            (0, "0ns"),
            (9, "9ns"),
            (999, "999ns"),
            (1_234, "1.23µs"),
            (56_789_012, "56.7ms"),
            (1_000_000_000, "1s"),
            (1_999_999_999, "1.99s"),
            (5_400_123_456_789, "5400s"),
        ];
        for (nanos, shown) in cases {
            assert_eq!(format!("{:?}", rounded(Duration::from_nanos(nanos))), shown);
        }
        assert!(rounded(Duration::MAX) > Duration::ZERO);
    }
}
