//! A guard that writes the trace and shows the picture at the end of a test.

use std::path::{Path, PathBuf};
use std::sync::atomic::Ordering;

use crate::draw::Drawing;
use crate::recording::Recording;
use crate::show::Show;

/// A guard that writes the trace to a file when it is dropped, and shows the picture if the thread panics or the
/// environment asks for it.
///
/// The file is `<traces>/<package>/<name>.json`, where
///
/// - `<traces>` is the directory in `POLLSCOPE_TRACES`, or else `traces` in the target directory that the running
///   program is in, or else `target/traces`;
/// - `<package>` is `CARGO_PKG_NAME`, which Cargo sets for tests.
///
/// It has real times only if the recording follows the real clock. If it cannot be written, a line on standard error
/// says so, and nothing else changes.
///
/// [The drawing](Drawing::for_terminal) is printed unless there are no lanes, or a [report](crate::report) has printed
/// it already:
///
/// - to standard error, if the thread is panicking;
/// - to standard output, if it is not and `POLLSCOPE_SHOW` is `always`. If `POLLSCOPE_REFERENCE` is a directory with a
///   trace in `<name>.json`, that trace is drawn below on the same axis, and a line says if both are the same. A missing
///   reference is ignored; for one that cannot be read, a line on standard error says why.
///
/// ```no_run
/// # #[tokio::main(flavor = "current_thread", start_paused = true)]
/// # async fn main() {
/// use std::time::Duration;
///
/// let recording = pollscope::Recording::start();
/// let _guard = pollscope::Guard::new(&recording, "nap");
/// recording.future("nap", tokio::time::sleep(Duration::from_secs(1))).await;
/// # }
/// ```
#[derive(Debug)]
pub struct Guard {
    recording: Recording,
    name: String,
}

impl Guard {
    /// Creates a guard for `recording`. The file gets the given name, with `::` replaced by `.`, and characters that a
    /// file name may not have by `_`.
    #[must_use = "the trace is written when the guard is dropped"]
    pub fn new(recording: &Recording, name: &str) -> Guard {
        Guard { recording: recording.clone(), name: file_name(name) }
    }

    /// Returns the path of the file that the trace will be written to.
    pub fn path(&self) -> PathBuf {
        let package = std::env::var("CARGO_PKG_NAME").unwrap_or_else(|_| "unnamed".to_owned());
        traces_dir().join(file_name(&package)).join(self.file())
    }

    fn file(&self) -> String {
        format!("{}.json", self.name)
    }

    fn write(&self) -> std::io::Result<()> {
        let path = self.path();
        if let Some(dir) = path.parent() {
            std::fs::create_dir_all(dir)?;
        }
        // An atomic replace: a program that watches the directory must never read half a trace.
        let temporary = path.with_extension(format!("json.{}", std::process::id()));
        std::fs::write(&temporary, self.recording.trace().to_json())?;
        std::fs::rename(&temporary, &path)
    }
}

impl Drop for Guard {
    fn drop(&mut self) {
        self.recording.shared.is_reporting.store(true, Ordering::Relaxed);
        self.report();
        self.recording.shared.is_reporting.store(false, Ordering::Relaxed);
    }
}

impl Guard {
    /// Writes the trace, and prints the picture if it should be.
    fn report(&self) {
        if let Err(error) = self.write() {
            eprintln!("pollscope: cannot write the trace to {}: {error}", self.path().display());
        }
        let is_shown = self.recording.shared.is_shown.swap(true, Ordering::Relaxed);
        let trace = self.recording.trace();
        if is_shown || trace.lanes.is_empty() {
            return;
        }
        if std::thread::panicking() {
            let text = format!("\nwhat happened until then:\n{}", Drawing::of(&trace).for_terminal());
            #[cfg(feature = "testing")]
            if crate::testing::outcome::add_picture(&text) {
                return;
            }
            eprintln!("{text}");
        } else if let Some(show) = Show::of_process() {
            // The test harness captures what the macro prints, but not what is written to `stdout()`.
            println!("\nwhat happened:\n{}", show.text(&trace, &self.file()));
        }
    }
}

fn file_name(name: &str) -> String {
    name.replace("::", ".").chars().map(|c| if c.is_alphanumeric() || "._-".contains(c) { c } else { '_' }).collect()
}

fn traces_dir() -> PathBuf {
    if let Some(dir) = std::env::var_os("POLLSCOPE_TRACES") {
        return PathBuf::from(dir);
    }
    let program = std::env::current_exe().unwrap_or_default();
    target_dir(&program).unwrap_or_else(|| Path::new("target").to_owned()).join("traces")
}

/// Returns the target directory of a test or an example that Cargo built: `target/<profile>/deps/<program>`.
fn target_dir(program: &Path) -> Option<PathBuf> {
    let dir = program
        .ancestors()
        .find(|dir| matches!(dir.file_name().and_then(|name| name.to_str()), Some("deps" | "examples")))?;
    Some(dir.parent()?.parent()?.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_target_directory_is_two_above_that_of_a_test() {
        let program = Path::new("/a course/target/debug/deps/checks-1f2e");
        assert_eq!(target_dir(program), Some(PathBuf::from("/a course/target")));
        assert_eq!(target_dir(Path::new("/usr/bin/program")), None);
    }

    #[test]
    fn a_name_cannot_leave_the_directory() {
        assert_eq!(file_name("seeded::equal seeds"), "seeded.equal_seeds");
        assert_eq!(file_name("../../etc"), ".._.._etc");
    }
}
