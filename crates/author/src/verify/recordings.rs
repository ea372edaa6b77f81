//! The recorded files of a chapter, as far as they can be verified without running anything: the recordings of the
//! reference solution, and the verdicts on unsolved tasks.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use super::finding::Finding;
use crate::chapter::Chapter;

/// The error of a recorded file.
#[derive(Debug, thiserror::Error)]
enum RecordingError {
    #[error(
        "it is missing: the guide shows what the unsolved task says. When the checks of `{task}` are written, run `cargo \
         author bless reference-traces unsolved`"
    )]
    NoVerdict { task: String },
    #[error("the chapter has no task `{task}`; remove the file")]
    UnknownTask { task: String },
    #[error("no check has this name, so nothing is recorded here; run `cargo author bless reference-traces`")]
    UnknownCheck,
}

/// Adds the recorded files that are missing, and those that belong to nothing, to `findings`.
pub(crate) fn verify(root: &Path, chapter: &Chapter, findings: &mut Vec<Finding>) {
    let unsolved = root.join("book").join("unsolved").join(&chapter.folder);
    for task in &chapter.tasks {
        let file = unsolved.join(format!("{}.txt", task.id));
        if !file.is_file() {
            findings.push(Finding::new(&file, &RecordingError::NoVerdict { task: task.id.clone() }));
        }
    }
    for name in names_in(&unsolved, ".txt") {
        if !chapter.tasks.iter().any(|task| task.id == name) {
            let file = unsolved.join(format!("{name}.txt"));
            findings.push(Finding::new(&file, &RecordingError::UnknownTask { task: name }));
        }
    }
    let traces = chapter.solution_dir.join("traces");
    let checks: BTreeSet<String> =
        chapter.tasks.iter().flat_map(|task| task.tests.iter().map(|test| file_name(&task.id, test))).collect();
    for name in names_in(&traces, ".json") {
        if !checks.contains(&name) {
            findings.push(Finding::new(&traces.join(format!("{name}.json")), &RecordingError::UnknownCheck));
        }
    }
}

/// Returns the name under which a check is recorded, without the extension.
fn file_name(task: &str, test: &str) -> String {
    format!("{task}.{}", test.replace("::", "."))
}

/// Returns the names of the files with this ending, without it and sorted; none if there is no such folder.
fn names_in(folder: &Path, ending: &str) -> BTreeSet<String> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    entries.filter_map(|entry| Some(entry.file_name().to_str()?.strip_suffix(ending)?.to_owned())).collect()
}
