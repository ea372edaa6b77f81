//! The build in the background: while the learner reads, the crates of the other chapters are compiled with low priority, so
//! that a new chapter begins without a wait.
//!
//! Nothing waits for it. When a job starts, the build is killed, which does a target folder no harm: Cargo records only what
//! is complete. It goes on when the job has ended. For other Cargos, which wait for the lock of the target folder, it makes
//! way as well: on Linux it sees that one waits; elsewhere it stops for a moment every few seconds, between two crates.

use std::collections::BTreeSet;
use std::collections::hash_map::DefaultHasher;
use std::fs::{self, File};
use std::hash::{Hash as _, Hasher as _};
use std::num::NonZero;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::SyncSender;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use course::cargo::{self, CargoError};
use course::chapter::Chapter;
use course::error::chain;
use course::process::{Bounds, Cancel};
use course::progress;
#[cfg(target_os = "linux")]
use course::watcher::entries;

use super::message::Message;
use crate::{mtime, power, space};

/// The time between two looks at whether another Cargo waits.
const WAITER_POLL_INTERVAL: Duration = Duration::from_millis(50);

/// The time after which the build stops for a moment at the end of a crate, where it cannot be seen that another Cargo waits.
const MAX_BUILD_TIME: Option<Duration> = if cfg!(target_os = "linux") { None } else { Some(Duration::from_secs(5)) };

/// The time without a job after which the build goes on: a learner who saves often would only have it started and killed.
const QUIET_TIME: Duration = Duration::from_millis(500);

/// The file in the target folder that says what was built completely. `cargo clean` removes it.
const RECORD: &str = ".course-is-built";

/// The learner's choice whether to build in the background.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum BackgroundChoice {
    /// Unless the machine runs on battery, has little disk space left, or is one of continuous integration.
    Auto,
    Always,
    Never,
}

impl BackgroundChoice {
    /// Returns the choice by the option `--no-background` and the environment.
    pub(crate) fn of(no_background: bool, variable: impl Fn(&str) -> Option<String>) -> BackgroundChoice {
        let is_set = |name| variable(name).is_some_and(|value| !value.is_empty());
        if no_background {
            return BackgroundChoice::Never;
        }
        match variable("STREAMLINGS_BACKGROUND").unwrap_or_default().as_str() {
            "always" => BackgroundChoice::Always,
            "never" => BackgroundChoice::Never,
            _ if is_set("CI") => BackgroundChoice::Never,
            _ => BackgroundChoice::Auto,
        }
    }

    /// Returns whether to build now.
    fn allows(self, target: &Path) -> bool {
        match self {
            BackgroundChoice::Auto => !power::is_on_battery() && space::is_enough(target),
            BackgroundChoice::Always => true,
            BackgroundChoice::Never => false,
        }
    }
}

/// The progress of the build.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Progress {
    /// The number of crates that are built.
    pub(super) done: usize,
    /// The number of all crates that the chapters need.
    pub(super) of: usize,
}

/// The build in the background, and its thread.
#[derive(Debug)]
pub(super) struct Background {
    gate: Gate,
    thread: Option<JoinHandle<()>>,
}

/// The gate that lets jobs and the build take turns.
#[derive(Clone, Debug, Default)]
pub(super) struct Gate(Arc<(Mutex<Turn>, Condvar)>);

#[derive(Debug, Default)]
struct Turn {
    /// The number of jobs that run.
    jobs: usize,
    /// `true` after the first job has begun: before that, nothing is built.
    has_begun: bool,
    /// `true` when watch mode ends.
    has_ended: bool,
    /// The way to stop the build, while it runs.
    build: Option<Cancel>,
}

/// The turn of a job. Dropping it lets the build go on.
#[derive(Debug)]
pub(super) struct JobsTurn<'g>(&'g Gate);

impl Background {
    /// Prepares to build the checks of all chapters, beginning with the one at index `first`. Nothing is built before the
    /// first job has ended.
    pub(super) fn start(
        choice: BackgroundChoice,
        root: &Path,
        chapters: &'static [Chapter],
        first: usize,
        messages: SyncSender<Message>,
    ) -> Background {
        let gate = Gate::default();
        let (later, earlier) = (chapters.iter().skip(first), chapters.iter().take(first));
        let builder = Builder {
            choice,
            root: root.to_owned(),
            target: target_folder(root),
            chapters: later.chain(earlier).cloned().collect(),
            jobs: jobs(),
            gate: gate.clone(),
            messages,
        };
        let thread = (choice != BackgroundChoice::Never).then(|| thread::spawn(move || builder.run()));
        Background { gate, thread }
    }

    pub(super) fn gate(&self) -> Gate {
        self.gate.clone()
    }

    /// Stops the build, and waits for its end.
    pub(super) fn shut_down(self) {
        self.gate.end();
        // A panic in it does not matter any more.
        let _ = self.thread.map(JoinHandle::join);
    }
}

impl Gate {
    /// Stops the build, and keeps it from going on. Does not wait until it has stopped: Cargo needs longer than that before it
    /// needs the target folder.
    pub(super) fn enter(&self) -> JobsTurn<'_> {
        let mut turn = self.turn();
        turn.jobs += 1;
        turn.has_begun = true;
        turn.build.iter().for_each(Cancel::cancel);
        JobsTurn(self)
    }

    /// Waits until no job runs, and has not for a moment. Returns the way in which jobs will stop the build; `None` if watch
    /// mode ends.
    fn begin_build(&self) -> Option<Cancel> {
        let (_, changed) = &*self.0;
        let mut turn = self.turn();
        loop {
            let is_pending = |turn: &mut Turn| !turn.has_ended && (turn.jobs > 0 || !turn.has_begun);
            turn = changed.wait_while(turn, is_pending).unwrap_or_else(PoisonError::into_inner);
            // A job that starts during the quiet time, or the end, cuts it short.
            let is_quiet = |turn: &mut Turn| !turn.has_ended && turn.jobs == 0;
            let waited = changed.wait_timeout_while(turn, QUIET_TIME, is_quiet);
            let (now, time) = waited.unwrap_or_else(PoisonError::into_inner);
            turn = now;
            if turn.has_ended {
                return None;
            }
            if time.timed_out() {
                let cancel = Cancel::default();
                turn.build = Some(cancel.clone());
                return Some(cancel);
            }
        }
    }

    fn end_build(&self) {
        self.turn().build = None;
        self.0.1.notify_all();
    }

    fn end(&self) {
        let mut turn = self.turn();
        turn.has_ended = true;
        turn.build.iter().for_each(Cancel::cancel);
        self.0.1.notify_all();
    }

    fn turn(&self) -> MutexGuard<'_, Turn> {
        self.0.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for JobsTurn<'_> {
    fn drop(&mut self) {
        self.0.turn().jobs -= 1;
        self.0.0.1.notify_all();
    }
}

/// The part that runs on the thread.
struct Builder {
    choice: BackgroundChoice,
    root: PathBuf,
    target: PathBuf,
    /// The chapters, in the order in which they are built.
    chapters: Vec<Chapter>,
    /// The number of compilers that run at once.
    jobs: NonZero<usize>,
    gate: Gate,
    messages: SyncSender<Message>,
}

impl Builder {
    fn run(&self) {
        let result = self.build_all();
        // A failure means that the course is about to end.
        let _ = self.messages.send(Message::Background(None));
        let failure = failure_file(&self.root);
        match result {
            // The doctor shows it. That it cannot be written is no reason to bother anybody.
            Err(error) => drop(fs::write(failure, chain(&error))),
            Ok(()) => drop(fs::remove_file(failure)),
        }
    }

    fn build_all(&self) -> Result<(), CargoError> {
        // Of several terminals, one builds.
        let Some(_only) = self.lock() else { return Ok(()) };
        let Some(of) = self.step(|cancel| cargo::count_crates(&self.root, &self.chapters, bounds(cancel)))? else {
            return Ok(());
        };
        let mut built = BTreeSet::new();
        for chapter in &self.chapters {
            let step = self.step(|cancel| {
                if !self.choice.allows(&self.target) {
                    return Ok(Some(false));
                }
                mtime::touch_changed(&self.root, chapter);
                mtime::record(&self.root, chapter);
                let started = Instant::now();
                let on_crate = |name: &str| {
                    if built.insert(name.to_owned()) {
                        let done = built.len().min(of);
                        let _ = self.messages.send(Message::Background(Some(Progress { done, of })));
                        if MAX_BUILD_TIME.is_some_and(|max| started.elapsed() >= max) {
                            cancel.cancel();
                        }
                    }
                };
                let is_built =
                    cargo::build_checks_in_background(&self.root, chapter, self.jobs, bounds(cancel), on_crate)?;
                Ok(is_built.then_some(true))
            })?;
            if step != Some(true) {
                return Ok(());
            }
        }
        self.record();
        Ok(())
    }

    /// Records that everything is built. If this fails, the next start asks Cargo again.
    fn record(&self) {
        let _ = fs::write(self.target.join(RECORD), self.everything());
    }

    fn is_built(&self) -> bool {
        fs::read_to_string(self.target.join(RECORD)).is_ok_and(|built| built == self.everything())
    }

    /// Returns the lock of the thread that builds. Returns `None` if there is another one, or if everything is built or
    /// nothing must be.
    fn lock(&self) -> Option<File> {
        // Only after the first job: the first build comes before all others.
        self.gate.begin_build()?;
        self.gate.end_build();
        if self.is_built() || !self.choice.allows(&self.target) {
            return None;
        }
        let file = progress::folder(&self.root).join("background");
        let file = File::options().create(true).truncate(false).write(true).open(file).ok()?;
        file.try_lock().is_ok().then_some(file)
    }

    /// Does a part of the work, and does it again whenever it was cancelled. Returns `None` if watch mode ends.
    fn step<T>(&self, mut work: impl FnMut(&Cancel) -> Result<Option<T>, CargoError>) -> Result<Option<T>, CargoError> {
        loop {
            let Some(cancel) = self.gate.begin_build() else { return Ok(None) };
            let has_ended = AtomicBool::new(false);
            let done = thread::scope(|scope| {
                let waiter = scope.spawn(|| {
                    while !has_ended.load(Ordering::Relaxed) {
                        if is_waited_for() {
                            cancel.cancel();
                        }
                        thread::park_timeout(WAITER_POLL_INTERVAL);
                    }
                });
                let done = work(&cancel);
                has_ended.store(true, Ordering::Relaxed);
                waiter.thread().unpark();
                done
            });
            self.gate.end_build();
            match done {
                Ok(None) => {}
                done => return done,
            }
        }
    }

    /// Describes all that decides what is built: the crates, the features, the compiler and its flags.
    fn everything(&self) -> String {
        let mut hasher = DefaultHasher::new();
        let manifests = self.chapters.iter().map(|chapter| chapter.exercise_dir.join("Cargo.toml"));
        for file in ["Cargo.lock", "Cargo.toml"].map(|name| self.root.join(name)).into_iter().chain(manifests) {
            fs::read(file).unwrap_or_default().hash(&mut hasher);
        }
        for name in ["RUSTFLAGS", "CARGO_ENCODED_RUSTFLAGS", "CARGO_BUILD_TARGET", "RUSTC"] {
            std::env::var_os(name).hash(&mut hasher);
        }
        let rustc = fs::read(self.target.join(".rustc_info.json")).unwrap_or_default();
        let rustc: serde_json::Value = serde_json::from_slice(&rustc).unwrap_or_default();
        rustc["rustc_fingerprint"].to_string().hash(&mut hasher);
        format!("{:016x}\n", hasher.finish())
    }
}

/// Returns the number of compilers that run at once: half of the cores stay free. Where the build stops at the end of a crate,
/// no other may be half-way.
fn jobs() -> NonZero<usize> {
    let cores = thread::available_parallelism().map_or(1, NonZero::get);
    NonZero::new(cores / 2).filter(|_| MAX_BUILD_TIME.is_none()).unwrap_or(NonZero::<usize>::MIN)
}

fn bounds(cancel: &Cancel) -> Bounds<'_> {
    Bounds { cancel, time_limit: None }
}

/// Returns the file with the reason why the last build in the background failed. It is removed when one succeeds.
pub(crate) fn failure_file(root: &Path) -> PathBuf {
    progress::folder(root).join("background-failure")
}

/// Returns the target folder, as far as it is known without asking Cargo.
fn target_folder(root: &Path) -> PathBuf {
    let set = ["CARGO_TARGET_DIR", "CARGO_BUILD_TARGET_DIR"].into_iter().find_map(std::env::var_os);
    set.map_or_else(|| root.join("target"), |folder| root.join(folder))
}

/// Returns whether another process waits for a file lock that a child of this one holds, as Cargo does for the lock of the
/// target folder.
#[cfg(target_os = "linux")]
fn is_waited_for() -> bool {
    use std::os::unix::fs::MetadataExt as _;
    let is_child = |process: &str| {
        let stat = fs::read_to_string(format!("/proc/{process}/stat")).unwrap_or_default();
        // The name of the program is in brackets and may contain any.
        let parent = stat.rsplit_once(") ").and_then(|(_, rest)| rest.split(' ').nth(1)?.parse().ok());
        parent == Some(std::process::id())
    };
    // The lock of the downloaded crates is held for a moment only.
    let is_of_target = |(process, inode): &(&str, u64)| {
        let mut open = entries(Path::new(&format!("/proc/{process}/fd"))).into_iter();
        let file = open.find(|file| fs::metadata(file).is_ok_and(|file| file.ino() == *inode));
        let path = file.and_then(|file| fs::read_link(file).ok());
        path.is_some_and(|path| path.file_name().is_some_and(|name| !name.to_string_lossy().contains("package-cache")))
    };
    let locks = fs::read_to_string("/proc/locks").unwrap_or_default();
    holders_with_waiters(&locks).iter().any(|lock| is_child(lock.0) && is_of_target(lock))
}

#[cfg(not(target_os = "linux"))]
fn is_waited_for() -> bool {
    false
}

/// Returns the processes that hold a lock for which others wait, and the inodes of the files, from `/proc/locks`:
///
/// ```text
/// 7: FLOCK  ADVISORY  WRITE 4711 fe:01:1234 0 EOF
/// 7: -> FLOCK  ADVISORY  WRITE 4712 fe:01:1234 0 EOF
/// ```
#[cfg(any(target_os = "linux", test))]
fn holders_with_waiters(locks: &str) -> Vec<(&str, u64)> {
    let lines = || locks.lines().map(|line| line.split_whitespace().collect::<Vec<_>>());
    let waited: BTreeSet<&str> = lines().filter(|words| words.get(1) == Some(&"->")).map(|words| words[0]).collect();
    let mut holders = Vec::new();
    for words in lines() {
        if let [number, kind, _, _, process, file, ..] = words[..]
            && kind != "->"
            && waited.contains(number)
            && let Some(inode) = file.rsplit(':').next().and_then(|inode| inode.parse().ok())
        {
            holders.push((process, inode));
        }
    }
    holders
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_off_where_nobody_reads_and_where_it_is_not_wanted() {
        let choice = |no_background: bool, variables: &[(&str, &str)]| {
            let variables = variables.to_vec();
            BackgroundChoice::of(no_background, move |name| {
                variables.iter().find(|(known, _)| *known == name).map(|(_, value)| (*value).to_owned())
            })
        };
        assert_eq!(choice(false, &[]), BackgroundChoice::Auto);
        assert_eq!(choice(false, &[("CI", "")]), BackgroundChoice::Auto);
        assert_eq!(choice(false, &[("CI", "true")]), BackgroundChoice::Never);
        assert_eq!(choice(false, &[("STREAMLINGS_BACKGROUND", "never")]), BackgroundChoice::Never);
        let always = [("CI", "true"), ("STREAMLINGS_BACKGROUND", "always")];
        assert_eq!(choice(false, &always), BackgroundChoice::Always);
        assert_eq!(choice(true, &always), BackgroundChoice::Never);
    }

    #[test]
    fn a_job_stops_the_build_which_goes_on_after_it() {
        let gate = Gate::default();
        drop(gate.enter());
        let cancel = gate.begin_build().expect("no job runs");
        let job = gate.enter();
        assert!(cancel.is_cancelled());
        gate.end_build();
        thread::scope(|scope| {
            let build = scope.spawn(|| gate.begin_build());
            assert!(gate.turn().build.is_none());
            drop(job);
            assert!(build.join().unwrap().is_some_and(|cancel| !cancel.is_cancelled()));
        });
        gate.end();
        assert!(gate.begin_build().is_none());
    }

    #[test]
    fn nothing_is_built_before_the_first_job_has_ended() {
        let gate = Gate::default();
        let job = gate.enter();
        thread::scope(|scope| {
            let build = scope.spawn(|| gate.begin_build());
            assert!(gate.turn().build.is_none());
            drop(job);
            assert!(build.join().unwrap().is_some());
        });
    }

    #[test]
    fn what_is_built_is_built_once_until_something_changes() {
        let root = tempfile::tempdir().unwrap();
        let builder = Builder {
            choice: BackgroundChoice::Always,
            root: root.path().to_owned(),
            target: root.path().to_owned(),
            chapters: vec![Chapter::new(root.path(), "0-a", Vec::new()).unwrap()],
            jobs: jobs(),
            gate: Gate::default(),
            messages: std::sync::mpsc::sync_channel(1).0,
        };
        fs::create_dir(progress::folder(root.path())).unwrap();
        drop(builder.gate.enter());
        let only = builder.lock();
        assert!(!builder.is_built() && only.is_some() && builder.lock().is_none(), "of several terminals, one builds");
        drop(only);
        builder.record();
        assert!(builder.is_built() && builder.lock().is_none());
        let new_compiler = r#"{"rustc_fingerprint":1}"#;
        for (file, text) in [("Cargo.lock", "1"), (".rustc_info.json", new_compiler)] {
            fs::write(root.path().join(file), text).unwrap();
            assert!(!builder.is_built(), "{file}");
            builder.record();
        }
        assert!(builder.is_built());
        // What Cargo keeps for itself in that file does not matter.
        fs::write(root.path().join(".rustc_info.json"), r#"{"rustc_fingerprint":1,"outputs":{}}"#).unwrap();
        assert!(builder.is_built());
    }

    #[test]
    fn who_holds_a_lock_that_others_want_is_read_from_the_system() {
        let locks = "1: POSIX  ADVISORY  WRITE 11 fe:01:1 0 EOF\n2: FLOCK  ADVISORY  WRITE 12 fe:01:2 0 EOF\n2: -> FLOCK  \
                     ADVISORY  WRITE 13 fe:01:2 0 EOF\n3: FLOCK  ADVISORY  READ  14 fe:01:3 0 EOF\n";
        assert_eq!(holders_with_waiters(locks), [("12", 2)]);
        assert!(holders_with_waiters("").is_empty());
    }
}
