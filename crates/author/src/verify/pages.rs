//! The texts of a chapter, which must agree: contracts, hints, README, the guide's page, predictions.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use super::answer;
use super::finding::{Finding, counted};
use super::todo;
use crate::chapter::{Chapter, Task};
use crate::hints;
use crate::prediction::{self, PredictionError};
use crate::source::{self, Kind, ParseError, PublicItem};

/// The number of hints to a task: the direction, the API, the shape, the answer.
const HINTS: usize = 4;

/// The number of review questions at the end of a chapter.
const REVIEWS: usize = 3;

/// The error of a text of a chapter.
#[derive(Debug, thiserror::Error)]
enum PageError {
    #[error("cannot read it: {0}; every chapter has this file")]
    Unreadable(std::io::Error),
    #[error("it does not parse: {0}")]
    Syntax(ParseError),
    #[error("`{item}` has no doc comment; write its contract: what it takes and returns, in which order and time")]
    NoContract { item: String },
    #[error("`{item}` is not in the stub {stub}; both have the same public items")]
    NotInStub { item: String, stub: String },
    #[error("`{item}` is not in the solution {solution}; both have the same public items")]
    NotInSolution { item: String, solution: String },
    #[error(
        "the contract of `{item}` is not that of the stub {stub}, line {line}; run `cargo author sync`, or make both the same if the stub's was edited"
    )]
    OtherContract { item: String, stub: String, line: usize },
    #[error(
        "the checks of the task `{task}` name no public item of the solution; its module has the name of its function, or calls it by `::{lib}::...`"
    )]
    NoFunction { task: String, lib: String },
    #[error(
        "the task `{task}` has {count} hints; give it {HINTS}, as an ordered list under `## {task}`: the direction, the API, the shape, the answer"
    )]
    Hints { task: String, count: usize },
    #[error("there are hints for `{heading}`, which is not a task; its tasks are {}", .tasks.join(", "))]
    UnknownHints { heading: String, tasks: Vec<String> },
    #[error("it does not name the task `{task}`; every task is named in it")]
    NotNamed { task: String },
    #[error("it does not link {link}; add the link")]
    NoLink { link: String },
    #[error("{0}; a chapter opens with one to three of them")]
    NoPredictions(PredictionError),
    #[error("cannot read the review questions: {0}")]
    UnreadableReviews(PredictionError),
    #[error(
        "the chapter has {}; write {REVIEWS} about earlier chapters, `review_1_name.rs` and so on", counted(*.0, "review question")
    )]
    Reviews(usize),
    #[error("it has no {what}; a prediction asks in `//!` lines at its top and explains in `//?` lines")]
    Prediction { what: &'static str },
}

/// Adds the errors of the texts of `chapter` to `findings`.
pub(crate) fn verify(root: &Path, chapter: &Chapter, findings: &mut Vec<Finding>) {
    contracts(root, chapter, findings);
    hints_of_tasks(chapter, findings);
    let page = format!("{}.md", chapter.folder);
    let book = root.join("book").join("src");
    names_tasks(&chapter.exercise_dir.join("README.md"), chapter, Some(&format!("book/src/{page}")), findings);
    names_tasks(&book.join(&page), chapter, None, findings);
    let summary = book.join("SUMMARY.md");
    if let Some(text) = read(&summary, findings)
        && !text.contains(&page)
    {
        findings.push(Finding::new(&summary, &PageError::NoLink { link: page }));
    }
    predictions(chapter, findings);
    todo::verify(root, chapter, findings);
}

/// Reads a file that every chapter has.
fn read(file: &Path, findings: &mut Vec<Finding>) -> Option<String> {
    let text = fs::read_to_string(file).map_err(PageError::Unreadable);
    text.inspect_err(|problem| findings.push(Finding::new(file, problem))).ok()
}

fn items(file: &Path, findings: &mut Vec<Finding>) -> Option<Vec<PublicItem>> {
    let items = source::public_items(&read(file, findings)?).map_err(PageError::Syntax);
    items.inspect_err(|problem| findings.push(Finding::new(file, problem))).ok()
}

fn contracts(root: &Path, chapter: &Chapter, findings: &mut Vec<Finding>) {
    let (stub_file, solution_file) = (chapter.stub_file(), chapter.solution_file());
    let shown = |file: &Path| file.strip_prefix(root).unwrap_or(file).display().to_string();
    let (Some(stub), Some(solution)) = (items(&stub_file, findings), items(&solution_file, findings)) else { return };
    let of_stub: BTreeMap<&str, &PublicItem> = stub.iter().map(|item| (item.name.as_str(), item)).collect();
    for item in &solution {
        let name = item.name.clone();
        let problem = match of_stub.get(item.name.as_str()) {
            // A solution may have modules of its own.
            None if item.kind == Kind::Module => continue,
            None => PageError::NotInStub { item: name, stub: shown(&stub_file) },
            Some(_) if item.doc.is_empty() && item.kind != Kind::Used => PageError::NoContract { item: name },
            Some(stub) if stub.doc != item.doc => {
                PageError::OtherContract { item: name, stub: shown(&stub_file), line: stub.line }
            }
            Some(_) => continue,
        };
        findings.push(Finding::at(&solution_file, item.line, &problem));
    }
    for item in &stub {
        if !solution.iter().any(|other| other.name == item.name) {
            let problem = PageError::NotInSolution { item: item.name.clone(), solution: shown(&solution_file) };
            findings.push(Finding::at(&stub_file, item.line, &problem));
        }
    }
    for task in &chapter.tasks {
        if answer::asked_for(chapter, task).is_empty() {
            let problem = PageError::NoFunction { task: task.id.clone(), lib: chapter.lib.clone() };
            findings.push(Finding::new(&chapter.check_file, &problem));
        }
    }
}

fn hints_of_tasks(chapter: &Chapter, findings: &mut Vec<Finding>) {
    let file = chapter.exercise_dir.join("hints.md");
    let Some(text) = read(&file, findings) else { return };
    for task in &chapter.tasks {
        let count = hints::hints_in(&text, &task.id).len();
        if count != HINTS {
            findings.push(Finding::new(&file, &PageError::Hints { task: task.id.clone(), count }));
        }
    }
    for (number, heading) in headings(&text) {
        if !chapter.tasks.iter().any(|task| task.id == heading) {
            let tasks = chapter.tasks.iter().map(|task| task.id.clone()).collect();
            let problem = PageError::UnknownHints { heading: heading.to_owned(), tasks };
            findings.push(Finding::at(&file, number, &problem));
        }
    }
}

/// Returns the headings `## ...` outside of code, with their lines.
fn headings(markdown: &str) -> Vec<(usize, &str)> {
    let mut in_code = false;
    let lines = (1..).zip(markdown.lines()).filter(|(_, line)| {
        in_code ^= line.trim_start().starts_with("```");
        !in_code
    });
    lines.filter_map(|(number, line)| Some((number, line.strip_prefix("## ")?.trim().trim_matches('`')))).collect()
}

/// Adds a finding for each task of which a page names neither the task nor a function.
fn names_tasks(file: &Path, chapter: &Chapter, link: Option<&str>, findings: &mut Vec<Finding>) {
    let Some(text) = read(file, findings) else { return };
    // The guide puts the boxes of all tasks there.
    let has_boxes = text.contains(&format!("{{{{#tasks {}}}}}", chapter.number));
    let is_named = |task: &&Task| {
        has_boxes
            || has_word(&text, &task.id)
            || answer::asked_for(chapter, task).iter().any(|name| has_word(&text, name))
    };
    for task in chapter.tasks.iter().filter(|task| !is_named(task)) {
        findings.push(Finding::new(file, &PageError::NotNamed { task: task.id.clone() }));
    }
    if let Some(link) = link
        && !text.contains(link)
    {
        findings.push(Finding::new(file, &PageError::NoLink { link: link.to_owned() }));
    }
}

/// Returns whether a text contains `word` as a whole word, where `_` is a letter.
fn has_word(text: &str, word: &str) -> bool {
    text.split(|c: char| !(c.is_alphanumeric() || c == '_')).any(|found| found == word)
}

fn predictions(chapter: &Chapter, findings: &mut Vec<Finding>) {
    let folder = chapter.exercise_dir.join("examples");
    let programs = match prediction::programs(chapter) {
        Ok(programs) => programs,
        Err(error) => return findings.push(Finding::new(&folder, &PageError::NoPredictions(error))),
    };
    let reviews = match prediction::reviews(chapter) {
        Ok(reviews) => reviews,
        Err(error) => return findings.push(Finding::new(&folder, &PageError::UnreadableReviews(error))),
    };
    if reviews.len() != REVIEWS {
        findings.push(Finding::new(&folder, &PageError::Reviews(reviews.len())));
    }
    for program in programs.into_iter().chain(reviews) {
        let file = folder.join(format!("{}.rs", program.name));
        for (text, what) in [(&program.question, "question"), (&program.explanation, "explanation")] {
            if text.is_empty() {
                findings.push(Finding::new(&file, &PageError::Prediction { what }));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_in_code_are_none() {
        let text = "# Hints\n## `one`\n```md\n## two\n```\n### deeper\n## three\n";
        assert_eq!(headings(text), [(2, "one"), (7, "three")]);
    }

    #[test]
    fn a_word_is_whole() {
        assert!(has_word("::a::seeded(7)", "seeded"));
        assert!(!has_word("::a::seeded_again(7)", "seeded"));
        assert!(!has_word("unseeded", "seeded"));
    }
}
