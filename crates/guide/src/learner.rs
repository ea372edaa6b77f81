//! The learner's own files: the recordings of their last checks, and their progress.

use std::fs;
use std::path::{Path, PathBuf};

use course::progress::{self, Progress};
use course::watcher::files_below;
use pollscope::Trace;

use crate::player_data::PlayerData;

/// The learner's files, and how a page sees them.
#[derive(Clone, Debug)]
pub(crate) struct LearnerFiles {
    /// The recordings that pollscope writes after each test: `target/traces`.
    traces: PathBuf,
    /// The workspace, which has the learner's progress.
    root: PathBuf,
}

impl LearnerFiles {
    pub(crate) fn of(root: &Path, target: &Path) -> LearnerFiles {
        LearnerFiles { traces: target.join("traces"), root: root.to_owned() }
    }

    /// Lists the files that change when the learner has done something.
    pub(crate) fn files(&self) -> Vec<PathBuf> {
        [files_below(&self.traces), files_below(&progress::folder(&self.root))].concat()
    }

    /// Returns a recording as JSON for the player, by a name such as
    /// `ex0-async-generator/seeded.equal_seeds_give_equal_numbers.json`. Returns `None` if there is none yet, if it has no
    /// events, or if the name leads out of the folder (path traversal).
    pub(crate) fn recording(&self, name: &str) -> Option<String> {
        let (package, file) = name.split_once('/')?;
        if [package, file].iter().any(|part| part.starts_with('.') || part.contains(['/', '\\', ':'])) {
            return None;
        }
        let trace = Trace::from_json(&fs::read_to_string(self.traces.join(package).join(file)).ok()?).ok()?;
        // A test that ended before it wrapped anything in a lane has nothing to show.
        if trace.events.is_empty() {
            return None;
        }
        serde_json::to_string(&PlayerData::of(&trace, "Yours".to_owned())).ok()
    }

    /// Returns the keys of the finished tasks, as JSON.
    pub(crate) fn done(&self) -> String {
        let progress = Progress::load(&self.root);
        serde_json::json!(progress.done().collect::<Vec<_>>()).to_string()
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
        let learner = LearnerFiles::of(target.path(), target.path());
        assert!(learner.recording("ex0-a/one.test.json").unwrap().contains("\"heading\":\"Yours\""));
        for name in ["ex0-a/other.json", "../secret.json", "ex0-a/../../secret.json", "secret.json", "/etc/passwd"] {
            assert_eq!(learner.recording(name), None, "{name}");
        }
    }

    #[test]
    fn finished_tasks_are_a_list_of_keys() {
        let root = tempfile::tempdir().unwrap();
        let learner = LearnerFiles::of(root.path(), root.path());
        assert_eq!(learner.done(), "[]");
        fs::create_dir(root.path().join(".streamlings")).unwrap();
        fs::write(root.path().join(".streamlings/progress"), "0-a/one\r\n0-a/two\n").unwrap();
        assert_eq!(learner.done(), r#"["0-a/one","0-a/two"]"#);
    }
}
