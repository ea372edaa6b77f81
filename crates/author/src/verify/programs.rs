//! The predictions and review questions: each program runs, prints the same again, and asks for something.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use course::question::Question;

use super::VerifyError;
use super::finding::Finding;
use super::parallel;
use super::progress::Progress;
use crate::cargo::{self, CargoError, Message};
use crate::chapter::Chapter;
use crate::prediction::{self, Program};
use crate::process::{self, Bounds, Cancel, End, Source, Tail};

/// The most gaps of a question, and the most lines to choose from.
const MAX_GAPS: usize = 16;
const MAX_CHOICES: usize = 14;

/// The time after which a program is killed. It prints a few lines, and waits for no real time.
const MAX_TIME: Duration = Duration::from_secs(60);

/// The error of a program that asks.
#[derive(Debug, thiserror::Error)]
enum ProgramError {
    #[error("it was not built; run `cargo build --package {package} --example {name}`")]
    NotBuilt { package: String, name: String },
    #[error("it cannot be run: {0}")]
    NotRun(std::io::Error),
    #[error("it did not end within {} s", MAX_TIME.as_secs())]
    TimedOut,
    #[error("it failed ({status}): {last}")]
    Failed { status: std::process::ExitStatus, last: String },
    #[error(
        "its output differs from one run to the next; pause the clock, and print nothing that depends on the machine"
    )]
    Differs,
    #[error("there is nothing to predict in its output; print a value, or more lines")]
    NothingAsked,
    #[error("its output has {0} gaps, which are too many to fill in; print less, at most {MAX_GAPS}")]
    TooManyGaps(usize),
    #[error("there are {0} lines to put in order, which are too many; print less, at most {MAX_CHOICES}")]
    TooManyLines(usize),
    #[error("the value `{0}` is long to type; print a shorter one")]
    LongValue(String),
}

/// Builds the programs of the chapters, runs each twice, and adds what is wrong with them to `findings`.
///
/// If `is_sound` is false, something was found in the exercises already, which may be the reason that a program cannot be built.
pub(crate) fn verify(
    root: &Path,
    chapters: &[&Chapter],
    is_sound: bool,
    findings: &mut Vec<Finding>,
) -> Result<(), VerifyError> {
    let mut progress = Progress::new();
    progress.announce("Running the predictions and review questions ...");
    for chapter in chapters {
        // That there is none, or that one cannot be read, is found in the texts.
        let mut programs = prediction::programs(chapter).unwrap_or_default();
        programs.append(&mut prediction::reviews(chapter).unwrap_or_default());
        if programs.is_empty() {
            continue;
        }
        let built = build(root, chapter)?;
        programs.retain(|program| is_sound || built.contains_key(&program.name));
        let found = parallel::map(&programs, |program| verified(root, chapter, program, built.get(&program.name)));
        for (program, found) in programs.iter().zip(found) {
            if let Err(problem) = found {
                let file = chapter.exercise_dir.join("examples").join(format!("{}.rs", program.name));
                findings.push(Finding::new(&file, &problem));
            }
        }
    }
    Ok(())
}

/// Builds the programs of a chapter, as far as they compile. That one does not is found when everything is checked.
fn build(root: &Path, chapter: &Chapter) -> Result<BTreeMap<String, PathBuf>, VerifyError> {
    let mut build = cargo::command(root);
    build.args(["build", "--offline", "--keep-going", "--examples", "--message-format", "json"]);
    build.args(["--package", &chapter.package]);
    let mut programs = BTreeMap::new();
    let cancel = Cancel::default();
    process::run(&mut build, Bounds { cancel: &cancel, time_limit: None }, |source, line| {
        if source == Source::Output
            && let Some(Message::Artifact { target, program: Some(program), .. }) = Message::parse(line)
        {
            programs.insert(target, program);
        }
    })
    .map_err(|source| CargoError::Missing { source })?;
    Ok(programs)
}

fn verified(root: &Path, chapter: &Chapter, program: &Program, built: Option<&PathBuf>) -> Result<(), ProgramError> {
    let Some(built) = built else {
        return Err(ProgramError::NotBuilt { package: chapter.package.clone(), name: program.name.clone() });
    };
    let printed = output(root, built)?;
    if output(root, built)? != printed {
        return Err(ProgramError::Differs);
    }
    asks(&Question::of(program, &printed))
}

/// Runs a program, and returns the lines that it prints.
fn output(root: &Path, program: &Path) -> Result<Vec<String>, ProgramError> {
    let (mut stdout, mut stderr) = (Tail::default(), Tail::default());
    let cancel = Cancel::default();
    let bounds = Bounds { cancel: &cancel, time_limit: Some(MAX_TIME) };
    let end = process::run(Command::new(program).current_dir(root), bounds, |source, line| match source {
        Source::Output => stdout.push(line.trim_end()),
        Source::Errors => stderr.push(line),
    });
    match end.map_err(ProgramError::NotRun)? {
        End::Exited(status) if status.success() => Ok(stdout.lines().map(str::to_owned).collect()),
        End::Exited(status) => {
            Err(ProgramError::Failed { status, last: stderr.lines().next().unwrap_or_default().to_owned() })
        }
        End::TimedOut | End::Cancelled => Err(ProgramError::TimedOut),
    }
}

/// Returns an error if nobody would like to answer the question.
fn asks(question: &Question) -> Result<(), ProgramError> {
    match (question, question.size()) {
        (_, 0) => Err(ProgramError::NothingAsked),
        (Question::Gaps(_), gaps) if gaps > MAX_GAPS => Err(ProgramError::TooManyGaps(gaps)),
        (Question::Order(_), lines) if lines > MAX_CHOICES => Err(ProgramError::TooManyLines(lines)),
        (Question::Gaps(gaps), _) => match gaps.long_value() {
            Some(value) => Err(ProgramError::LongValue(value.to_owned())),
            None => Ok(()),
        },
        (Question::Order(_), _) => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn problem(code: &str, printed: &str) -> String {
        let printed: Vec<String> = printed.lines().map(str::to_owned).collect();
        let question = Question::of(&Program::parse("a".to_owned(), code), &printed);
        asks(&question).map_or_else(|problem| problem.to_string(), |()| String::new())
    }

    #[test]
    fn a_question_is_short_and_asks_for_something() {
        assert_eq!(problem("fn main() { println!(\"{n}\") }", "1\n2"), "");
        assert_eq!(problem("fn main() { println!(\"one\"); println!(\"two\") }", "one\ntwo"), "");
        assert!(problem("fn main() { println!(\"one\") }", "one").contains("nothing to predict"));
        assert!(problem("fn main() {}", "").contains("nothing to predict"));
        let many = "1\n".repeat(MAX_GAPS + 1);
        assert!(problem("fn main() { println!(\"{n}\") }", &many).contains("17 gaps"));
        let lines: Vec<String> = (0..15).map(|n| format!("{n} a value too long to be typed")).collect();
        assert!(problem("fn main() { println!(\"{n}\") }", &lines.join("\n")).contains("15 lines"));
        assert!(problem("fn main() { println!(\"{n}\") }", &lines[0]).contains("is long to type"));
    }
}
