//! The exercises as a learner gets them: without a warning, and failing for the right reason.

use std::fs;
use std::path::Path;
use std::process::Output;

use super::VerifyError;
use super::compile::Compiled;
use super::failure;
use super::finding::Finding;
use super::packages::{self, Package, PackagesError};
use crate::cargo::{self, Diagnostic, Level};
use crate::chapter::{Chapter, Task};
use crate::libtest::{self, FailureKind, Verdict};
use course::outcome::Outcomes;

/// The error of an exercise.
#[derive(Debug, thiserror::Error)]
enum ExerciseError {
    #[error("there is no such file; copy the exercise {exercise} here, as learners get it")]
    NoStub { exercise: String },
    #[error("it differs from {original}; run `cargo author sync`, or verify a learner's clone with `--learners-copy`")]
    Edited { original: String },
    #[error("it does not compile: {0}; a learner's editor must be free of red at the beginning")]
    Error(String),
    #[error("a warning: {0}; a learner's editor must be free of warnings at the beginning")]
    Warning(String),
    #[error(
        "all checks of the task `{task}` pass on the stub; write a check that nothing but the work itself can pass"
    )]
    Passes { task: String },
    #[error(
        "the first failing check of the task `{task}`, `{test}`, gives no verdict (`expected: ...`, `happened: ...`) and is not that of a `todo!`; {why}"
    )]
    NoVerdict { task: String, test: String, why: String },
}

/// Compares the exercise with its originals: the stub, and the modules of the solution.
pub(crate) fn is_as_it_came(root: &Path, chapter: &Chapter, findings: &mut Vec<Finding>) -> Result<(), PackagesError> {
    let shown = |file: &Path| file.strip_prefix(root).unwrap_or(file).display().to_string();
    let (exercise, stub) = (chapter.lib_file(), chapter.stub_file());
    if !stub.is_file() {
        findings.push(Finding::new(&stub, &ExerciseError::NoStub { exercise: shown(&exercise) }));
        return Ok(());
    }
    if !are_equal(&exercise, &stub) {
        findings.push(Finding::new(&exercise, &ExerciseError::Edited { original: shown(&stub) }));
    }
    let (ours, theirs) = (chapter.solution_dir.join("src"), chapter.exercise_dir.join("src"));
    for module in packages::modules_of(chapter)? {
        let (original, copy) = (ours.join(&module), theirs.join(&module));
        if !are_equal(&copy, &original) {
            findings.push(Finding::new(&copy, &ExerciseError::Edited { original: shown(&original) }));
        }
    }
    Ok(())
}

/// Returns whether two files are equal. A file that cannot be read differs from all others.
fn are_equal(one: &Path, other: &Path) -> bool {
    fs::read(one).is_ok_and(|one| fs::read(other).is_ok_and(|other| one == other))
}

/// Compiles all targets of the exercises, including programs, examples and benches.
pub(crate) fn in_place(root: &Path, chapters: &[&Chapter], findings: &mut Vec<Finding>) -> Result<(), VerifyError> {
    let mut check = cargo::command(root);
    check.args(["check", "--offline", "--all-targets"]);
    for chapter in chapters {
        check.args(["--package", &chapter.package]);
    }
    let compiled = Compiled::by(&mut check, None)?;
    if let Some(error) = compiled.failure("the exercises") {
        return Err(error.into());
    }
    for chapter in chapters {
        for diagnostic in &compiled.product(&chapter.exercise_dir).diagnostics {
            findings.push(diagnosed(root, &chapter.exercise_dir, diagnostic));
        }
    }
    Ok(())
}

/// Converts a diagnostic about the copy of a stub to a finding in the stub.
pub(crate) fn diagnosed_in_stub(package: &Package, diagnostic: &Diagnostic) -> Finding {
    let chapter = package.chapter;
    let workspace = package.folder.parent().unwrap_or(&package.folder);
    let mut diagnostic = diagnostic.clone();
    if let Some((file, _)) = &mut diagnostic.location {
        let copy = workspace.join(&*file);
        if copy == package.lib {
            *file = chapter.stub_file();
        } else if let Ok(module) = copy.strip_prefix(package.folder.join("src")) {
            *file = chapter.solution_dir.join("src").join(module);
        }
    }
    diagnosed(workspace, &chapter.stub_file(), &diagnostic)
}

/// Converts a diagnostic to a finding at its place. Its paths are relative to `from`.
pub(crate) fn diagnosed(from: &Path, otherwise: &Path, diagnostic: &Diagnostic) -> Finding {
    let message = diagnostic.message.clone();
    let problem =
        if diagnostic.level == Level::Error { ExerciseError::Error(message) } else { ExerciseError::Warning(message) };
    match &diagnostic.location {
        Some((file, line)) => Finding::at(&from.join(file), *line, &problem),
        None => Finding::new(otherwise, &problem),
    }
}

/// Adds to `findings` the tasks of a stub that do not fail, or not with a verdict that a learner understands.
pub(crate) fn fails_as_it_must(chapter: &Chapter, output: &Output, outcomes: &Outcomes, findings: &mut Vec<Finding>) {
    for verdict in libtest::read(chapter, output, outcomes) {
        if let Err(problem) = fails_with_a_verdict(&verdict) {
            findings.push(Finding::new(&chapter.check_file, &problem));
        }
    }
}

fn fails_with_a_verdict(verdict: &Verdict) -> Result<(), ExerciseError> {
    let Task { id, .. } = verdict.task;
    let first = verdict.failures.first().ok_or_else(|| ExerciseError::Passes { task: id.clone() })?;
    let is_understood = match &first.kind {
        FailureKind::Failed(said) => said.panics.iter().any(|panic| {
            let message = &panic.message;
            message.contains("not yet implemented") || (message.contains("expected:") && message.contains("happened:"))
        }),
        _ => false,
    };
    if is_understood {
        return Ok(());
    }
    let (task, test) = (id.clone(), first.test.clone());
    Err(ExerciseError::NoVerdict { task, test, why: failure::in_words(&first.kind) })
}
