//! The outcome of a check, reported to the program that runs it by a file: printed text can come from anybody.
//!
//! `POLLSCOPE_OUTCOME` is the path of the file. A runner writes a secret into it, the token, and optionally the number of
//! checks to be recorded. The first check of the process reads and erases it before any code under test runs, and from then
//! on the file holds records, one JSON object a line:
//!
//! | record | meaning |
//! |---|---|
//! | `{"began":TEST}` | the check begins |
//! | `{"panic":MESSAGE,"thread":NAME,"file":FILE,"line":LINE}` | a thread panics; `null` for what is unknown |
//! | `{"picture":TEXT,"thread":NAME}` | the picture that follows the message of the last panic of this thread |
//! | `{"failed":TEST}` | the check ended by a panic |
//! | `{"passed":TEST,"token":TOKEN}` | the check came to its end; without the token, the record does not count |
//!
//! A panic that is recorded is not printed. Without `POLLSCOPE_OUTCOME`, nothing here has an effect.
//!
//! This file needs the standard library only, so that it also serves checks without this crate.

use std::any::Any;
use std::collections::HashSet;
use std::fmt::Write as _;
use std::fs::File;
use std::io::{self, Read as _, Seek as _, Write as _};
use std::panic::{self, Location, PanicHookInfo};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Mutex, OnceLock, PoisonError};
use std::thread;

/// The environment variable with the path of the file.
pub(super) const VARIABLE: &str = "POLLSCOPE_OUTCOME";

/// The environment variable with the module that has the checks, as `a::b`, if they are not at the root of their crate.
const MODULE: &str = "POLLSCOPE_MODULE";

/// The number of panics that are recorded for each check of the process. Code under test may catch its own panics, and panic
/// again, for ever.
const MAX_PANICS: usize = 100;

/// The longest text in a record, in bytes.
const MAX_TEXT: usize = 256 * 1024;

/// The message of the panic that looks for the panic hook.
const PROBE: &str = "pollscope looks for its panic hook";

/// The message of the panic by which the standard library aborts after a panic in a `drop` while another one unwinds.
const IN_CLEANUP: &str = "panic in a destructor during cleanup";

static REPORTER: OnceLock<Option<Reporter>> = OnceLock::new();

/// The open file, and what was recorded so far.
struct Reporter {
    file: Mutex<File>,
    token: String,
    /// The number of checks that are still to be recorded.
    checks_left: AtomicUsize,
    panics_left: AtomicUsize,
    /// The messages of the recorded panics.
    messages: Mutex<HashSet<String>>,
    probe_was_seen: AtomicBool,
}

/// A check that runs and is recorded, if there is a runner. Dropping it records a failure.
pub(super) struct Running {
    reporter: Option<&'static Reporter>,
    test: String,
}

/// Begins the check of this name. Must be called before any code under test runs.
pub(super) fn begin(test: &str) -> Running {
    let reporter = REPORTER.get_or_init(|| {
        let reporter = Reporter::take()?;
        panic::set_hook(Box::new(hook));
        Some(reporter)
    });
    // Code under test may call this, too: by then, the number is used up.
    let is_left = |reporter: &&Reporter| {
        let take_one = |left: usize| left.checked_sub(1);
        reporter.checks_left.fetch_update(Ordering::AcqRel, Ordering::Acquire, take_one).is_ok()
    };
    let reporter = reporter.as_ref().filter(is_left);
    if let Some(reporter) = reporter {
        reporter.panics_left.fetch_add(MAX_PANICS, Ordering::AcqRel);
        reporter.record(&format!("{{\"began\":{}}}", json(test)));
    }
    Running { reporter, test: test.to_owned() }
}

impl Running {
    /// Records that the check has come to its end.
    pub(super) fn passed(mut self) {
        if let Some(reporter) = self.reporter.take() {
            reporter.record(&format!("{{\"passed\":{},\"token\":{}}}", json(&self.test), json(&reporter.token)));
        }
    }

    /// Records that the check has failed by a panic with this payload, and the panic unless the hook has recorded it.
    pub(super) fn failed(self, payload: &(dyn Any + Send)) {
        if let Some(reporter) = self.reporter {
            reporter.make_sure_of(&message_of(payload));
        }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        if let Some(reporter) = self.reporter.take() {
            reporter.record(&format!("{{\"failed\":{}}}", json(&self.test)));
        }
    }
}

/// Adds a picture to the last panic of this thread. Returns false if nothing is recorded in this process.
pub(crate) fn add_picture(text: &str) -> bool {
    let Some(Some(reporter)) = REPORTER.get() else { return false };
    reporter.record(&format!("{{\"picture\":{},\"thread\":{}}}", json(text), json_or_null(thread_name().as_deref())));
    true
}

/// Returns the path of the function in which the closure `C` was written, without the crate and the module that `POLLSCOPE_MODULE`
/// names: `task::test`.
///
/// The name of the thread would be simpler, but with `--test-threads=1` every test runs on the main thread.
pub(super) fn test_name<C>() -> String {
    let path = std::any::type_name::<C>();
    let path = path.split("::{{closure}}").next().unwrap_or(path);
    without_module(path.split_once("::").map_or(path, |(_, rest)| rest)).to_owned()
}

/// Returns the path of a test from the root of its crate.
pub(super) fn with_module(path: &str) -> String {
    std::env::var(MODULE).map_or_else(|_| path.to_owned(), |module| format!("{module}::{path}"))
}

/// Returns the path of a test without the module that has the checks.
fn without_module(path: &str) -> &str {
    let module = std::env::var(MODULE).unwrap_or_default();
    path.strip_prefix(&module).and_then(|inside| inside.strip_prefix("::")).unwrap_or(path)
}

impl Reporter {
    /// Takes the token out of the file. Returns `None` without a runner, and in a process that code under test has started.
    fn take() -> Option<Reporter> {
        let path = std::env::var_os(VARIABLE)?;
        let read = || -> io::Result<(File, String)> {
            let mut file = File::options().read(true).write(true).open(&path)?;
            let mut text = String::new();
            file.read_to_string(&mut text)?;
            Ok((file, text))
        };
        let erase = |file: &mut File| file.set_len(0).and_then(|()| file.rewind());
        let result = read().and_then(|(mut file, text)| {
            // In a process that code under test has started, the token is gone, and there may be records.
            let has_token = !text.is_empty() && !text.starts_with('{');
            if has_token { erase(&mut file).map(|()| Some((file, text))) } else { Ok(None) }
        });
        let (file, text) = result
            .inspect_err(|error| eprintln!("pollscope: cannot take the token from {}: {error}", path.display()))
            .ok()??;
        let mut words = text.split_whitespace();
        let token = words.next()?.to_owned();
        let checks = words.next().and_then(|checks| checks.parse().ok()).unwrap_or(usize::MAX);
        Some(Reporter {
            file: Mutex::new(file),
            token,
            checks_left: AtomicUsize::new(checks),
            panics_left: AtomicUsize::new(0),
            messages: Mutex::default(),
            probe_was_seen: AtomicBool::new(false),
        })
    }

    fn record(&self, record: &str) {
        // A process may be ended between two writes, never within one.
        let written = lock(&self.file).write_all(format!("{record}\n").as_bytes());
        if let Err(error) = written {
            eprintln!("pollscope: cannot write the outcome of a check: {error}");
        }
    }

    fn panicked(&self, message: &str, location: Option<&Location>) {
        let take_one = |left: usize| left.checked_sub(1);
        if self.panics_left.fetch_update(Ordering::AcqRel, Ordering::Acquire, take_one).is_err() {
            return;
        }
        lock(&self.messages).insert(message.to_owned());
        self.record(&format!(
            "{{\"panic\":{},\"thread\":{},\"file\":{},\"line\":{}}}",
            json(message),
            json_or_null(thread_name().as_deref()),
            json_or_null(location.map(Location::file)),
            location.map_or_else(|| "null".to_owned(), |location| location.line().to_string()),
        ));
    }

    /// Records the panic that has ended the check, unless the hook has done so. If the hook is gone, it says so.
    fn make_sure_of(&self, message: &str) {
        if lock(&self.messages).contains(message) {
            return;
        }
        self.panics_left.fetch_max(1, Ordering::AcqRel);
        let probe = thread::Builder::new().spawn(|| panic!("{PROBE}"));
        let _ = probe.map(thread::JoinHandle::join);
        if self.probe_was_seen.load(Ordering::Acquire) {
            // Raised by `resume_unwind`, or after too many others.
            self.panicked(message, None);
        } else {
            let replaced = "The panic hook was replaced, by `std::panic::set_hook` or `take_hook`: neither the place of \
                            this panic nor any earlier panic is known.";
            self.panicked(&format!("{message}\n{replaced}"), None);
        }
    }
}

/// Records a panic: the panic hook of a process whose checks are recorded.
fn hook(info: &PanicHookInfo) {
    let Some(Some(reporter)) = REPORTER.get() else { return };
    match message_of(info.payload()).as_str() {
        PROBE => reporter.probe_was_seen.store(true, Ordering::Release),
        IN_CLEANUP => {}
        message => reporter.panicked(message, info.location()),
    }
}

fn message_of(payload: &(dyn Any + Send)) -> String {
    let text = payload.downcast_ref::<&str>().copied();
    let text = text.or_else(|| payload.downcast_ref::<String>().map(String::as_str));
    text.unwrap_or("a panic with a value that is no text").to_owned()
}

fn thread_name() -> Option<String> {
    thread::current().name().map(|name| without_module(name).to_owned())
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Returns the text as a JSON string; of a very long one, the beginning.
fn json(text: &str) -> String {
    let mut json = "\"".to_owned();
    let mut end = text.len().min(MAX_TEXT);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    for c in text[..end].chars() {
        match c {
            '"' | '\\' => json.extend(['\\', c]),
            c if c.is_control() => drop(write!(json, "\\u{:04x}", u32::from(c))),
            c => json.push(c),
        }
    }
    json + "\""
}

fn json_or_null(text: Option<&str>) -> String {
    text.map_or_else(|| "null".to_owned(), json)
}
