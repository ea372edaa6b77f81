//! The command line.

use std::io;
use std::process::ExitCode;

use clap::{Parser, Subcommand};

use crate::chapter::{self, Chapter, ChapterError};
use crate::course::{Course, CourseError, Ending};
use crate::screen::{self, Screen};
use crate::verify::{self, VerifyError};
use crate::workspace::{Workspace, WorkspaceError};

/// Async Rust for people who move data: a course of small crates and failing tests.
///
/// Without a command it shows the course at a glance, checks the current task, and says what to do next. The current
/// task is the first one that is not done, in the first chapter that is not done.
#[derive(Debug, Parser)]
#[command(
    bin_name = "cargo course",
    after_help = "A CHAPTER is called by its number or its name: 0, 0-async-generator, \
    ex0-async-generator, async-generator.\nExit codes: 0 fulfilled, 1 a check fails (`check`), 2 the command could not \
    do its work."
)]
#[command(
    after_long_help = "A CHAPTER is called by its number or its name: 0, 0-async-generator, ex0-async-generator, \
    async-generator.\n\nProgress is kept in `.streamlings`, as plain text, and can be deleted. NO_COLOR turns colours \
    off.\n\nExit codes: 0 fulfilled, 1 a check fails (`check`), 2 the command could not do its work.\n\nFor authors: \
    `cargo course names` prints what tests/names.txt must hold; `cargo course verify --help`."
)]
pub(crate) struct Cli {
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Show all chapters and tasks, and which are done
    List,
    /// Check all tasks of a chapter, and show the first failure in full
    Check {
        /// Its number or name, such as 0 or async-generator; without one, the current chapter
        chapter: Option<String>,
    },
    /// Show one more hint to the current task
    Hint {
        /// Its number or name, such as 0 or async-generator; without one, the current chapter
        chapter: Option<String>,
    },
    /// Say what a program prints before it runs, then see
    Predict {
        /// Its number or name, such as 0 or async-generator; without one, the current chapter
        chapter: Option<String>,
    },
    /// For authors: print the names of all checks
    #[command(hide = true)]
    Names,
    /// For authors: verify that exercises, solutions, answers and pages are what they must be
    #[command(hide = true)]
    Verify(verify::Request),
}

/// Why a command ended without doing its work.
#[derive(Debug, thiserror::Error)]
pub(crate) enum CliError {
    #[error("the current folder cannot be told: {0}")]
    Here(io::Error),
    #[error(transparent)]
    Workspace(#[from] WorkspaceError),
    #[error(transparent)]
    Chapter(#[from] ChapterError),
    #[error(transparent)]
    Course(#[from] CourseError),
    #[error(transparent)]
    Verify(#[from] VerifyError),
}

/// Does what the command line says.
pub(crate) fn run() -> ExitCode {
    match obey(&Cli::parse()) {
        Ok(Ending::Fulfilled) => ExitCode::SUCCESS,
        Ok(Ending::Fails) => ExitCode::from(1),
        // Whoever reads has seen enough, as in `cargo course list | head -1`.
        Err(error) if is_broken_pipe(&error) => ExitCode::SUCCESS,
        Err(error) => {
            screen::complain(&format!("error: {error}"));
            ExitCode::from(2)
        }
    }
}

fn obey(cli: &Cli) -> Result<Ending, CliError> {
    let here = std::env::current_dir().map_err(CliError::Here)?;
    let workspace = Workspace::find(&here)?;
    let chapters = workspace.chapters()?;
    let named = |name: &Option<String>| -> Result<Option<&Chapter>, ChapterError> {
        name.as_deref().map(|name| chapter::find(&chapters, name)).transpose()
    };
    let mut course = Course::new(&workspace.root, &chapters, Screen::of_process(here));
    let ending = match &cli.command {
        None => course.overview(),
        Some(Command::List) => course.list(),
        Some(Command::Check { chapter }) => course.check(named(chapter)?),
        Some(Command::Hint { chapter }) => course.hint(named(chapter)?),
        Some(Command::Predict { chapter }) => course.predict(named(chapter)?),
        Some(Command::Names) => course.names(),
        Some(Command::Verify(request)) => return Ok(verify::run(&workspace.root, &chapters, request)?),
    };
    Ok(ending?)
}

fn is_broken_pipe(error: &CliError) -> bool {
    use crate::predict::PredictError;
    matches!(
        error,
        CliError::Course(CourseError::Screen(error) | CourseError::Predict(PredictError::Screen(error)))
            if error.kind() == io::ErrorKind::BrokenPipe
    )
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn the_command_line_is_well_formed() {
        Cli::command().debug_assert();
    }
}
