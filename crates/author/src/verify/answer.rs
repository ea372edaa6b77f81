//! The answers in `tests/answers/N-name/{right,wrong}`, and the claim in the first lines of each.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::finding::Finding;
use crate::chapter::{Chapter, Task};
use crate::contract;
use crate::source::{self, Kind, ParseError};

/// The fewest right answers that a task must have.
const FEWEST_RIGHT: usize = 3;

/// The fewest wrong answers that a task must have.
const FEWEST_WRONG: usize = 4;

/// An answer with valid first lines.
#[derive(Clone, Debug)]
pub(crate) struct Answer {
    pub(crate) file: PathBuf,
    pub(crate) claim: Claim,
}

/// The verdict that an answer must get.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Claim {
    /// It passes all tests of its chapter.
    Right { task: String },
    /// It fails `test` (`task::name`) with a verdict that contains `says`.
    Wrong { test: String, says: String },
}

impl Claim {
    /// Returns the task of the answer.
    pub(crate) fn task(&self) -> &str {
        match self {
            Claim::Right { task } => task,
            Claim::Wrong { test, .. } => test.split("::").next().unwrap_or(test),
        }
    }
}

/// The error of the first lines of an answer.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum HeaderError {
    #[error("its first lines lack `//! {key}: ...`; write {}", example(.key))]
    Missing { key: &'static str },
    #[error("its first lines have `//! {key}: ...` twice; keep one, since an answer is wrong in one way")]
    Twice { key: &'static str },
    #[error("`//! {key}:` is empty; write {}", example(.key))]
    Empty { key: &'static str },
    #[error("`//! {key}: ...` belongs in {} answer, not in {} one; move the file or change the line", article(!.right), article(*.right))]
    Misplaced { key: &'static str, right: bool },
    #[error("no line says what is special about it; write one more `//!` line, in a learner's words")]
    Undescribed,
}

fn example(key: &str) -> &'static str {
    match key {
        "Task" => "`//! Task: seeded`, with the task that it answers",
        "Fails" => "`//! Fails: seeded::equal_seeds_give_equal_numbers`, with the test that it must fail",
        _ => "`//! Says: ...`, with a phrase that the verdict must contain",
    }
}

fn article(right: bool) -> &'static str {
    if right { "a right" } else { "a wrong" }
}

/// Reads the first lines of an answer's source.
pub(crate) fn header(source: &str, right: bool) -> Result<Claim, HeaderError> {
    let lines: Vec<&str> = source.lines().map_while(|line| line.trim().strip_prefix("//!")).map(str::trim).collect();
    let value = |key: &'static str| {
        let mut values = lines.iter().filter_map(|line| line.strip_prefix(key)?.strip_prefix(':')).map(str::trim);
        match (values.next(), values.next()) {
            (_, Some(_)) => Err(HeaderError::Twice { key }),
            (Some(""), None) => Err(HeaderError::Empty { key }),
            (value, None) => Ok(value.map(str::to_owned)),
        }
    };
    let required = |key| value(key)?.ok_or(HeaderError::Missing { key });
    let absent = |key| value(key)?.map_or(Ok(()), |_| Err(HeaderError::Misplaced { key, right }));
    let claim = if right {
        absent("Fails")?;
        absent("Says")?;
        Claim::Right { task: required("Task")? }
    } else {
        absent("Task")?;
        Claim::Wrong { test: required("Fails")?, says: required("Says")? }
    };
    let keys = if right { 1 } else { 2 };
    if lines.iter().filter(|line| !line.is_empty()).count() == keys {
        return Err(HeaderError::Undescribed);
    }
    Ok(claim)
}

/// The error of an answer, or of the answers of a task, before anything is compiled.
#[derive(Debug, thiserror::Error)]
pub(crate) enum AnswerError {
    #[error("cannot read the folder: {0}")]
    Folder(io::Error),
    #[error("cannot read the file: {0}")]
    Unreadable(io::Error),
    #[error("it is not a Rust file; an answer is one file that ends in `.rs`")]
    NoRust,
    #[error(
        "the file's name has more than small letters, digits and `_`; name the mistake or the way, as in `sleeps_the_thread.rs`"
    )]
    Name,
    #[error("it does not parse: {0}")]
    Syntax(ParseError),
    #[error("the chapter has no task `{task}`; its tasks are {}", .tasks.join(", "))]
    UnknownTask { task: String, tasks: Vec<String> },
    #[error("the task `{task}` has no test `{test}`; its tests are {}", .tests.join(", "))]
    UnknownTest { task: String, test: String, tests: Vec<String> },
    #[error("it defines no `pub` {}: what is checked is the solution of `{task}`, not this answer; define it, or name the task that it answers", .asked_for.join(" or "))]
    DefinesNothing { task: String, asked_for: Vec<String> },
    #[error("the task `{task}` has {count} {kind} answers of at least {least}; write {} more", least - count)]
    TooFew { task: String, kind: &'static str, count: usize, least: usize },
}

/// Returns the answers of a chapter with valid first lines. Adds the errors of the others to `findings`.
pub(crate) fn answers(root: &Path, chapter: &Chapter, findings: &mut Vec<Finding>) -> Vec<Answer> {
    let folder = root.join("tests").join("answers").join(&chapter.folder);
    let asked_for: BTreeMap<&str, Vec<String>> =
        chapter.tasks.iter().map(|task| (task.id.as_str(), asked_for(chapter, task))).collect();
    let mut answers = Vec::new();
    for right in [true, false] {
        let folder = folder.join(if right { "right" } else { "wrong" });
        for file in files(&folder, findings) {
            match claim(&file, chapter, right, &asked_for) {
                Ok(claim) => answers.push(Answer { file, claim }),
                Err(problem) => findings.push(Finding::new(&file, problem.as_ref())),
            }
        }
        for task in &chapter.tasks {
            let is_of_task = |answer: &&Answer| {
                matches!(answer.claim, Claim::Right { .. }) == right && answer.claim.task() == task.id
            };
            let count = answers.iter().filter(is_of_task).count();
            let (kind, least) = if right { ("right", FEWEST_RIGHT) } else { ("wrong", FEWEST_WRONG) };
            if count < least {
                let problem = AnswerError::TooFew { task: task.id.clone(), kind, count, least };
                findings.push(Finding::new(&folder, &problem));
            }
        }
    }
    answers
}

/// Lists the files of a folder in the order of their names; empty if there is no such folder.
fn files(folder: &Path, findings: &mut Vec<Finding>) -> Vec<PathBuf> {
    let entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Vec::new(),
        Err(error) => {
            findings.push(Finding::new(folder, &AnswerError::Folder(error)));
            return Vec::new();
        }
    };
    let mut files: Vec<PathBuf> = entries.filter_map(|entry| Some(entry.ok()?.path())).collect();
    files.sort();
    files
}

fn claim(
    file: &Path,
    chapter: &Chapter,
    right: bool,
    asked_for: &BTreeMap<&str, Vec<String>>,
) -> Result<Claim, Box<dyn std::error::Error>> {
    let stem = file.file_stem().and_then(|stem| stem.to_str()).unwrap_or_default();
    if file.extension().is_none_or(|extension| extension != "rs") {
        return Err(AnswerError::NoRust.into());
    }
    if !stem.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_') {
        return Err(AnswerError::Name.into());
    }
    let source = fs::read_to_string(file).map_err(AnswerError::Unreadable)?;
    let claim = header(&source, right)?;
    let task = task_of(&claim, chapter)?;
    let asked_for = asked_for.get(task.id.as_str()).cloned().unwrap_or_default();
    let defined = source::public_items(&source).map_err(AnswerError::Syntax)?;
    if !asked_for.is_empty() && !defined.iter().any(|item| asked_for.contains(&item.name)) {
        return Err(AnswerError::DefinesNothing { task: task.id.clone(), asked_for }.into());
    }
    Ok(claim)
}

fn task_of<'c>(claim: &Claim, chapter: &'c Chapter) -> Result<&'c Task, AnswerError> {
    let id = claim.task();
    let task = chapter.tasks.iter().find(|task| task.id == id).ok_or_else(|| AnswerError::UnknownTask {
        task: id.to_owned(),
        tasks: chapter.tasks.iter().map(|task| task.id.clone()).collect(),
    })?;
    if let Claim::Wrong { test, .. } = claim {
        let name = test.split_once("::").map_or("", |(_, name)| name);
        if !task.tests.iter().any(|known| known == name) {
            let (task, test, tests) = (task.id.clone(), name.to_owned(), task.tests.clone());
            return Err(AnswerError::UnknownTest { task, test, tests });
        }
    }
    Ok(task)
}

/// Returns the names of the solution's functions that a task's checks use; if there are none, of the types.
pub(crate) fn asked_for(chapter: &Chapter, task: &Task) -> Vec<String> {
    let solution = fs::read_to_string(chapter.solution_file()).unwrap_or_default();
    let names = contract::names(chapter, task);
    let mut items = source::public_items(&solution).unwrap_or_default();
    items.retain(|item| names.contains(&item.name));
    if items.iter().any(|item| item.kind == Kind::Function) {
        items.retain(|item| item.kind == Kind::Function);
    }
    items.into_iter().map(|item| item.name).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn right(source: &str) -> Result<Claim, HeaderError> {
        header(source, true)
    }

    fn wrong(source: &str) -> Result<Claim, HeaderError> {
        header(source, false)
    }

    #[test]
    fn a_right_answer_names_its_task() {
        let claim = right("//! Task: seeded\n//! By `unfold`.\n\npub use solution::*;").unwrap();
        assert_eq!(claim, Claim::Right { task: "seeded".to_owned() });
        assert_eq!(claim.task(), "seeded");
    }

    #[test]
    fn a_wrong_answer_names_the_test_and_the_phrase() {
        let source =
            "//! Fails: seeded::deep::repeats\n//! Says:  the numbers: differ \n//!\n//! A new seed each time.\n";
        let claim = wrong(source).unwrap();
        assert_eq!(
            claim,
            Claim::Wrong { test: "seeded::deep::repeats".to_owned(), says: "the numbers: differ".to_owned() }
        );
        assert_eq!(claim.task(), "seeded");
    }

    #[test]
    fn only_the_first_lines_count() {
        let source = "pub use solution::*;\n//! Task: seeded\n//! Too late.";
        assert_eq!(right(source), Err(HeaderError::Missing { key: "Task" }));
        assert_eq!(right(""), Err(HeaderError::Missing { key: "Task" }));
        assert_eq!(right("// Task: seeded\n//! x"), Err(HeaderError::Missing { key: "Task" }));
    }

    #[test]
    fn what_lacks_is_named() {
        assert_eq!(wrong("//! Says: no\n//! x"), Err(HeaderError::Missing { key: "Fails" }));
        assert_eq!(wrong("//! Fails: a::b\n//! x"), Err(HeaderError::Missing { key: "Says" }));
        assert_eq!(wrong("//! Fails: a::b\n//! Says:\n//! x"), Err(HeaderError::Empty { key: "Says" }));
        assert_eq!(right("//! Task:\n//! x"), Err(HeaderError::Empty { key: "Task" }));
        assert_eq!(right("//! Task: a\n//!\n//! \n"), Err(HeaderError::Undescribed));
        assert_eq!(wrong("//! Fails: a::b\n//! Says: no\n"), Err(HeaderError::Undescribed));
    }

    #[test]
    fn what_is_too_much_is_named() {
        assert_eq!(right("//! Task: a\n//! Task: b\n//! x"), Err(HeaderError::Twice { key: "Task" }));
        assert_eq!(wrong("//! Task: a\n//! x"), Err(HeaderError::Misplaced { key: "Task", right: false }));
        let misplaced = right("//! Task: a\n//! Says: b\n//! x").unwrap_err();
        assert_eq!(
            misplaced.to_string(),
            "`//! Says: ...` belongs in a wrong answer, not in a right one; move the file or change the line"
        );
    }
}
