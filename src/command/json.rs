//! The verdicts as JSON, for scripts: `cargo course check --json`. Its schema is `schema/check.json`.

use std::path::{Path, PathBuf};

use course::cargo::Diagnostic;
use course::chapter::{Chapter, Task};
use course::contract;
use course::libtest::{Failure, FailureKind, TestOutput, Verdict};
use serde_json::{Value, json};

use super::check::Checked;
use crate::check::CheckOutcome;
use crate::show;

/// The version of the format. It changes when programs that read it must change.
const VERSION: u32 = 1;

/// Returns the whole document.
pub(super) fn report(chapters: &[Value]) -> Value {
    let passes = chapters.iter().all(|chapter| chapter["passes"] == true);
    json!({ "version": VERSION, "passes": passes, "chapters": chapters })
}

/// Returns the object for the outcome of a chapter's checks.
pub(super) fn chapter(root: &Path, checked: &Checked) -> Value {
    let chapter = checked.chapter;
    let (verdicts, errors): (&[Verdict], &[Diagnostic]) = match &checked.outcome {
        CheckOutcome::Verdicts(verdicts) => (verdicts, &[]),
        CheckOutcome::Errors(errors) => (&[], errors),
        CheckOutcome::Cancelled => (&[], &[]),
    };
    json!({
        "number": chapter.number,
        "name": chapter.folder,
        "compiles": errors.is_empty(),
        "passes": errors.is_empty() && verdicts.iter().all(|found| found.passes() || !checked.counts(found.task)),
        "errors": errors.iter().map(|error| json!({
            "place": location(root, error.location.as_ref()),
            "rendered": error.rendered,
        })).collect::<Vec<_>>(),
        "tasks": verdicts.iter().map(|verdict| task(root, chapter, verdict)).collect::<Vec<_>>(),
    })
}

fn task(root: &Path, chapter: &Chapter, verdict: &Verdict) -> Value {
    let of_task = |id: &Task| id == verdict.task;
    let number = chapter.tasks.iter().position(of_task).map_or(0, |index| index + 1);
    let line = contract::definitions(chapter, verdict.task).ok().and_then(|found| Some(found.first()?.line));
    let tests = verdict.task.tests.iter().map(|name| {
        let failure = verdict.failures.iter().find(|failure| failure.test == *name);
        test(root, chapter, name, failure)
    });
    json!({
        "number": number,
        "name": verdict.task.id,
        "key": chapter.key(verdict.task),
        "optional": verdict.task.is_optional(),
        "passes": verdict.passes(),
        "place": location(root, line.map(|line| (chapter.lib_file(), line)).as_ref()),
        "checks": tests.collect::<Vec<_>>(),
    })
}

fn test(root: &Path, chapter: &Chapter, name: &str, failure: Option<&Failure>) -> Value {
    let mut test = json!({ "name": name, "passes": failure.is_none() });
    let Some(Failure { kind, .. }) = failure else { return test };
    let (kind_name, message) = match kind {
        FailureKind::Failed(output) => ("failed", message(output)),
        FailureKind::Ignored => ("ignored", String::new()),
        FailureKind::Missing => ("missing", String::new()),
        FailureKind::EndedEarly { status, output, .. } => ("ended early", format!("{status}\n{}", message(output))),
        FailureKind::TimedOut { output, .. } => ("never ended", message(output)),
    };
    let (panicked, printed) = match kind {
        FailureKind::Failed(output) | FailureKind::EndedEarly { output, .. } | FailureKind::TimedOut { output, .. } => {
            (
                output.panics.iter().find_map(|panic| show::verdict::learners_location(root, chapter, panic)),
                output.printed.as_str(),
            )
        }
        FailureKind::Ignored | FailureKind::Missing => (None, ""),
    };
    test["why"] = json!({
        "kind": kind_name,
        "message": message.trim_end(),
        "printed": printed,
        "panicked": location(root, panicked.as_ref()),
    });
    test
}

fn message(output: &TestOutput) -> String {
    output.panics.iter().map(|panic| panic.message.as_str()).collect::<Vec<_>>().join("\n\n")
}

/// Returns the object for a line of a file. The path starts at the root of the workspace, with `/` on every system.
fn location(root: &Path, location: Option<&(PathBuf, usize)>) -> Value {
    let Some((file, line)) = location else { return Value::Null };
    let file = file.strip_prefix(root).unwrap_or(file);
    let file = file.components().map(|part| part.as_os_str().to_string_lossy()).collect::<Vec<_>>().join("/");
    json!({ "file": file, "line": line })
}
