//! The picture at the end of a scope, and the trace in a file.

use std::path::{Path, PathBuf};
use std::sync::atomic::Ordering;

use crate::draw::Drawing;
use crate::recording::Recording;
use crate::show::Show;

/// Shows what was recorded when the thread panics, or always if that is asked for, and keeps it in a file.
///
/// When it is dropped, it writes the trace as JSON to `<traces>/<package>/<name>.json`, with the real times if the
/// recording follows the real clock. Then it prints [the drawing](Drawing::for_terminal), unless a
/// [report](crate::report) has shown it already, or there are no lanes:
///
/// - if the thread is panicking, to standard error;
/// - if it is not, and `POLLSCOPE_SHOW` is `always`, to standard output. Where `POLLSCOPE_REFERENCE` names a folder with
///   a trace in `<name>.json`, that one is drawn below on the same axis, and a line says so if both are the same. A file
///   that is missing there changes nothing; one that cannot be read is reported on standard error.
///
/// `<traces>` is the folder that `POLLSCOPE_TRACES` names, or else `traces` in the target folder of the running
/// program, or else `target/traces`. `<package>` is what `CARGO_PKG_NAME` says, which Cargo sets for tests.
///
/// A file that cannot be written is reported on standard error, and changes nothing else.
#[derive(Debug)]
pub struct Guard {
    recording: Recording,
    name: String,
}

impl Guard {
    /// Guards `recording` until the end of the scope. The name becomes that of the file: `::` turns into `.`, and what
    /// a file name may not hold into `_`.
    #[must_use = "it shows the picture when it is dropped"]
    pub fn new(recording: &Recording, name: &str) -> Guard {
        Guard { recording: recording.clone(), name: file_name(name) }
    }

    /// Where the trace will be written.
    pub fn path(&self) -> PathBuf {
        let package = std::env::var("CARGO_PKG_NAME").unwrap_or_else(|_| "unnamed".to_owned());
        traces_folder().join(file_name(&package)).join(self.file())
    }

    fn file(&self) -> String {
        format!("{}.json", self.name)
    }

    fn write(&self) -> std::io::Result<()> {
        let path = self.path();
        if let Some(folder) = path.parent() {
            std::fs::create_dir_all(folder)?;
        }
        // Whoever watches the folder must never read half a trace.
        let unfinished = path.with_extension(format!("json.{}", std::process::id()));
        std::fs::write(&unfinished, self.recording.trace().to_json())?;
        std::fs::rename(&unfinished, &path)
    }
}

impl Drop for Guard {
    fn drop(&mut self) {
        self.recording.shared.is_told.store(true, Ordering::Relaxed);
        self.tell();
        self.recording.shared.is_told.store(false, Ordering::Relaxed);
    }
}

impl Guard {
    fn tell(&self) {
        if let Err(error) = self.write() {
            eprintln!("pollscope: the trace could not be written to {}: {error}", self.path().display());
        }
        let shown = self.recording.shared.drawn.swap(true, Ordering::Relaxed);
        let trace = self.recording.trace();
        if shown || trace.lanes.is_empty() {
            return;
        }
        if std::thread::panicking() {
            eprintln!("\nwhat happened until then:\n{}", Drawing::of(&trace).for_terminal());
        } else if let Some(show) = Show::of_process() {
            // The test harness captures what is printed by the macro, and not what is written to the stream.
            println!("\nwhat happened:\n{}", show.text(&trace, &self.file()));
        }
    }
}

fn file_name(name: &str) -> String {
    name.replace("::", ".").chars().map(|c| if c.is_alphanumeric() || "._-".contains(c) { c } else { '_' }).collect()
}

fn traces_folder() -> PathBuf {
    if let Some(folder) = std::env::var_os("POLLSCOPE_TRACES") {
        return PathBuf::from(folder);
    }
    let program = std::env::current_exe().unwrap_or_default();
    target_folder(&program).unwrap_or_else(|| Path::new("target").to_owned()).join("traces")
}

/// The target folder that a test or an example of Cargo's runs from: `target/<profile>/deps/<program>`.
fn target_folder(program: &Path) -> Option<PathBuf> {
    let folder = program
        .ancestors()
        .find(|folder| matches!(folder.file_name().and_then(|name| name.to_str()), Some("deps" | "examples")))?;
    Some(folder.parent()?.parent()?.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_test_program_lies_two_folders_below_the_target_folder() {
        let program = Path::new("/a course/target/debug/deps/checks-1f2e");
        assert_eq!(target_folder(program), Some(PathBuf::from("/a course/target")));
        assert_eq!(target_folder(Path::new("/usr/bin/program")), None);
    }

    #[test]
    fn a_name_cannot_leave_the_folder() {
        assert_eq!(file_name("seeded::equal seeds"), "seeded.equal_seeds");
        assert_eq!(file_name("../../etc"), ".._.._etc");
    }
}
