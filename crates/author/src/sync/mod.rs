//! `cargo author sync`: writes what exists twice by design, from its one source.
//!
//! | derived | source |
//! |---|---|
//! | the contracts in `solutions/N/stub.rs` | `solutions/N/src/lib.rs` |
//! | `exercises/N/src/lib.rs` | `solutions/N/stub.rs` |
//! | the other files in `exercises/N/src` that the stub declares as modules | `solutions/N/src` |
//! | `tests/names.txt` | the check files |
//! | the lists of chapters between markers: see [`block`] | the title and the blurb in `exercises/N/README.md` |

mod block;
mod contract;
mod exercise;

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use clap::Args;
use course::names;
use course::readme::{self, OPTIONAL, Readme, ReadmeError};

use self::block::{BLOCKS, BlockError, Entry};
use self::exercise::Copies;
use crate::chapter::{Chapter, ChapterError};
use crate::cli::Outcome;
use crate::verify::{PackagesError, modules_of};

/// The arguments of `cargo author sync`.
#[derive(Clone, Copy, Debug, Default, Args)]
pub(crate) struct Request {
    /// Write nothing, and fail if a file is out of step
    #[arg(long)]
    pub(crate) check: bool,
    /// Overwrite exercises that were edited; the edited version is kept in the folder `kept` of the exercise
    #[arg(long, conflicts_with = "check")]
    pub(crate) force: bool,
}

/// The error of a file that cannot be derived.
#[derive(Debug, thiserror::Error)]
pub(crate) enum SyncError {
    #[error(transparent)]
    Chapter(#[from] ChapterError),
    #[error(transparent)]
    Readme(#[from] ReadmeError),
    #[error(transparent)]
    Modules(#[from] PackagesError),
    #[error("cannot read {}", .file.display())]
    Read { file: PathBuf, source: io::Error },
    #[error("cannot write {}", .file.display())]
    Write { file: PathBuf, source: io::Error },
    #[error("{} has no title: its first line must be `# Chapter {number}: what it is about`", .file.display())]
    NoTitle { file: PathBuf, number: u32 },
    #[error("{} has no blurb: write `> what it teaches, in one line` under the title", .file.display())]
    NoBlurb { file: PathBuf },
    #[error("the numbered list of tasks in {} differs from the checks: {}; make both the same", .file.display(), difference(.listed, .tasks))]
    Tasks { file: PathBuf, listed: Vec<String>, tasks: Vec<String> },
    #[error("{}: `{task}` must have the number {number}; the numbers of the optional tasks go on with those of the others", .file.display())]
    Number { file: PathBuf, task: String, number: usize },
    #[error("{}: `{task}` follows an optional task; move it above {OPTIONAL:?}, and so in the checks", .file.display())]
    OptionalFirst { file: PathBuf, task: String },
    #[error("cannot write the list of chapters in {}", .file.display())]
    Block { file: PathBuf, source: BlockError },
}

/// Returns the difference between the tasks in a README and those with checks, which are not the same.
fn difference(listed: &[String], tasks: &[String]) -> String {
    let without = |all: &[String], others: &[String], what: &str| {
        let alone = all.iter().filter(|task| !others.contains(task));
        alone.map(|task| format!("`{task}` {what}")).collect::<Vec<_>>()
    };
    let mut differences = without(listed, tasks, "has no checks");
    differences.extend(without(tasks, listed, "is not in the list"));
    if differences.is_empty() {
        let pair = listed.iter().zip(tasks).find(|(listed, task)| listed != task);
        differences.push(match pair {
            Some((listed, task)) => format!("`{listed}` is where the checks have `{task}`"),
            None => "a task is in the list twice".to_owned(),
        });
    }
    differences.join(", ")
}

/// A derived file.
#[derive(Debug)]
pub(crate) struct Derived {
    pub(crate) file: PathBuf,
    text: String,
    /// The source of a copy in an exercise, which a learner may have edited.
    original: Option<PathBuf>,
}

impl Derived {
    /// Returns whether the file has the text that it must have.
    pub(crate) fn is_in_step(&self) -> bool {
        fs::read_to_string(&self.file).is_ok_and(|text| is_same(&text, &self.text))
    }
}

/// Returns whether two texts are the same except for their line ends, which Git may have changed.
fn is_same(one: &str, other: &str) -> bool {
    one.lines().eq(other.lines())
}

/// Writes the derived files that are out of step, or with `check` only lists them. Each is one line on stdout.
pub(crate) fn run(root: &Path, chapters: &[Chapter], request: Request) -> Result<Outcome, SyncError> {
    let mut outdated = derived(root, chapters)?;
    outdated.retain(|derived| !derived.is_in_step());
    let shown = |file: &Path| file.strip_prefix(root).unwrap_or(file).display().to_string();
    if request.check {
        for Derived { file, .. } in &outdated {
            println!("{}: it is out of step; `cargo author sync` writes it", shown(file));
        }
        return Ok(if outdated.is_empty() { Outcome::Fine } else { Outcome::Found });
    }
    let copies = Copies::of(root);
    let mut outcome = Outcome::Fine;
    for Derived { file, text, original } in outdated {
        let failed = |source| SyncError::Write { file: file.clone(), source };
        if let Some(original) = &original
            && !copies.is_untouched(&file, original)
        {
            if !request.force {
                println!(
                    "{}: not overwritten, because it was edited; `--force` overwrites it, and keeps this version in \
                     the folder `kept`",
                    shown(&file)
                );
                outcome = Outcome::Found;
                continue;
            }
            let kept = exercise::keep(&file).map_err(failed)?;
            println!("{}: the edited version", shown(&kept));
        }
        copies.record(&file, &text).map_err(failed)?;
        course::fs::replace(&file, &text).map_err(failed)?;
        println!("{}: written", shown(&file));
    }
    Ok(outcome)
}

/// Derives all files.
fn derived(root: &Path, chapters: &[Chapter]) -> Result<Vec<Derived>, SyncError> {
    let mut all = Vec::new();
    for chapter in chapters {
        all.append(&mut copies(root, chapter)?);
    }
    all.push(names(root, chapters)?);
    all.append(&mut lists(root, chapters)?);
    Ok(all)
}

/// Derives the list of all tests.
pub(crate) fn names(root: &Path, chapters: &[Chapter]) -> Result<Derived, SyncError> {
    Ok(Derived { file: root.join("tests").join("names.txt"), text: names::list(chapters)?, original: None })
}

/// Derives the files with lists of chapters.
pub(crate) fn lists(root: &Path, chapters: &[Chapter]) -> Result<Vec<Derived>, SyncError> {
    let mut all = Vec::new();
    let entries = chapters.iter().map(entry).collect::<Result<Vec<_>, _>>()?;
    let mut files: Vec<&str> = BLOCKS.iter().map(|block| block.file).collect();
    files.dedup();
    // A small course has no guide.
    for file in files.into_iter().map(|file| root.join(file)).filter(|file| file.is_file()) {
        let mut text = read(&file)?;
        for block in BLOCKS.iter().filter(|block| root.join(block.file) == file) {
            text = block.renew(&text, &entries).map_err(|source| SyncError::Block { file: file.clone(), source })?;
        }
        all.push(Derived { file, text, original: None });
    }
    Ok(all)
}

/// Returns the stub of a chapter with the contracts of the solution, and the copies in the exercise: the stub, and the modules
/// that it declares.
fn copies(root: &Path, chapter: &Chapter) -> Result<Vec<Derived>, SyncError> {
    let stub = chapter.stub_file();
    let (solution, text) = (read(&chapter.solution_file())?, read(&stub)?);
    // What does not parse is found when it is compiled.
    let text = contract::copied(&solution, &text, &Copies::of(root).known_versions(&stub)).unwrap_or(text);
    let mut copies = vec![
        Derived { file: stub.clone(), text: text.clone(), original: None },
        Derived { file: chapter.lib_file(), text, original: Some(stub) },
    ];
    for module in modules_of(chapter)? {
        let original = chapter.solution_dir.join("src").join(&module);
        let file = chapter.exercise_dir.join("src").join(&module);
        copies.push(Derived { file, text: read(&original)?, original: Some(original) });
    }
    Ok(copies)
}

/// Reads the chapter's own README, which is the source of all lists.
fn entry(chapter: &Chapter) -> Result<Entry<'_>, SyncError> {
    let (readme, file) = (Readme::read(chapter)?, readme::file(chapter));
    let listed: Vec<String> = readme.tasks.iter().map(|item| item.task.clone()).collect();
    let tasks: Vec<String> = chapter.tasks.iter().map(|task| task.id.clone()).collect();
    if listed != tasks {
        return Err(SyncError::Tasks { file, listed, tasks });
    }
    if let Some((number, item)) = (1..).zip(&readme.tasks).find(|(number, item)| *number != item.number) {
        return Err(SyncError::Number { file, task: item.task.clone(), number });
    }
    if let Some(pair) = readme.tasks.windows(2).find(|pair| pair[0].is_optional && !pair[1].is_optional) {
        return Err(SyncError::OptionalFirst { file, task: pair[1].task.clone() });
    }
    let title = readme.title.ok_or_else(|| SyncError::NoTitle { file: file.clone(), number: chapter.number })?;
    let blurb = readme.blurb.ok_or(SyncError::NoBlurb { file })?;
    Ok(Entry { chapter, title, blurb })
}

fn read(file: &Path) -> Result<String, SyncError> {
    fs::read_to_string(file).map_err(|source| SyncError::Read { file: file.to_owned(), source })
}
