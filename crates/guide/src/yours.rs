//! What the reader has done: their last recordings, and the tasks that the runner counts as done.

use std::fs;
use std::path::{Path, PathBuf};

use pollscope::Trace;

use crate::film::Film;

/// Where the reader's own files are.
#[derive(Clone, Debug)]
pub(crate) struct Yours {
    /// What pollscope writes after each test: `target/traces`.
    traces: PathBuf,
    /// The runner's list of keys: `.streamlings/progress`.
    progress: PathBuf,
}

impl Yours {
    pub(crate) fn of(root: &Path, target: &Path) -> Yours {
        Yours { traces: target.join("traces"), progress: root.join(".streamlings/progress") }
    }

    /// What changes when the reader does something.
    pub(crate) fn files(&self) -> Vec<PathBuf> {
        vec![self.traces.clone(), self.progress.clone()]
    }

    /// The recording of this name, `ex0-async-generator/seeded.equal_seeds_give_equal_numbers.json`, as JSON for the
    /// player; `None` if there is none yet.
    pub(crate) fn film(&self, name: &str) -> Option<String> {
        let (package, file) = name.split_once('/')?;
        if [package, file].iter().any(|part| part.starts_with('.') || part.contains(['/', '\\', ':'])) {
            return None;
        }
        let trace = Trace::from_json(&fs::read_to_string(self.traces.join(package).join(file)).ok()?).ok()?;
        // A test that ended before anything was wrapped has nothing to show.
        let is_empty = trace.events.is_empty();
        (!is_empty).then(|| serde_json::to_string(&Film::of(&trace, "Yours".to_owned())).ok())?
    }

    /// The keys of the tasks that are done, as JSON.
    pub(crate) fn done(&self) -> String {
        let progress = fs::read(&self.progress).unwrap_or_default();
        let progress = String::from_utf8_lossy(&progress);
        serde_json::json!(progress.lines().map(str::trim_end).collect::<Vec<_>>()).to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_recording_is_found_by_its_name_and_nothing_else_is() {
        let target = tempfile::tempdir().unwrap();
        let folder = target.path().join("traces/ex0-a");
        fs::create_dir_all(&folder).unwrap();
        let recorded = include_str!("../../../book/src/traces/1-in-turn.json");
        fs::write(folder.join("one.test.json"), recorded).unwrap();
        fs::write(target.path().join("secret.json"), recorded).unwrap();
        let yours = Yours::of(target.path(), target.path());
        assert!(yours.film("ex0-a/one.test.json").unwrap().contains("\"heading\":\"Yours\""));
        for name in ["ex0-a/other.json", "../secret.json", "ex0-a/../../secret.json", "secret.json", "/etc/passwd"] {
            assert_eq!(yours.film(name), None, "{name}");
        }
    }

    #[test]
    fn what_is_done_is_a_list_of_keys() {
        let root = tempfile::tempdir().unwrap();
        let yours = Yours::of(root.path(), root.path());
        assert_eq!(yours.done(), "[]");
        fs::create_dir(root.path().join(".streamlings")).unwrap();
        fs::write(root.path().join(".streamlings/progress"), "0-a/one\r\n0-a/two\n").unwrap();
        assert_eq!(yours.done(), r#"["0-a/one","0-a/two"]"#);
    }
}
