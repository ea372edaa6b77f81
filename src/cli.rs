//! The command line.

use std::io;
use std::process::ExitCode;

use clap::{Parser, Subcommand};

use crate::chapter::{Chapter, ChapterError};
use crate::commands::{CommandError, Commands};
use crate::course::Course;
use crate::page::{ColorChoice, Layout};
use crate::predict::PredictError;
use crate::selection::{Selection, SelectionError};
use crate::status::complain;
use crate::verify::{self, VerifyError};
use crate::watch::{self, WatchError, terminal};
use crate::workspace::{Workspace, WorkspaceError};

/// Async Rust for people who move data: a course of small crates and failing tests.
#[derive(Debug, Parser)]
#[command(bin_name = "cargo course")]
pub(crate) struct Cli {
    #[command(subcommand)]
    command: Option<Command>,
    /// When there are colours
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto", hide_default_value = true)]
    color: ColorChoice,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Show all chapters and tasks, and which are done
    List,
    /// Check all tasks of a chapter, and show the first failure in full
    Check {
        /// Such as 0, async-generator, 0.2 or seeded; without one, the current chapter
        #[arg(value_name = "WHERE")]
        at: Vec<String>,
        /// All chapters
        #[arg(long, conflicts_with = "at")]
        all: bool,
    },
    /// Show one more hint to the current task
    Hint {
        /// Such as 0, async-generator, 0.2 or seeded; without one, the task at hand
        #[arg(value_name = "WHERE")]
        at: Option<String>,
    },
    /// Say what a program prints before it runs, then see
    Predict {
        /// Such as 0 or async-generator; without one, the current chapter
        #[arg(value_name = "WHERE")]
        at: Option<String>,
    },
    /// For authors: print the names of all checks
    #[command(hide = true)]
    Names,
    /// For authors: verify that exercises, solutions, answers and pages are what they must be
    #[command(hide = true)]
    Verify(verify::Request),
}

/// Whether what was asked for is fulfilled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Ending {
    Fulfilled,
    /// A check fails.
    Fails,
    /// A signal of this number asked the process to end.
    Signal(i32),
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
    Selection(#[from] SelectionError),
    #[error(transparent)]
    Command(#[from] CommandError),
    #[error(transparent)]
    Watch(#[from] WatchError),
    #[error(transparent)]
    Verify(#[from] VerifyError),
}

/// Does what the command line says.
pub(crate) fn run() -> ExitCode {
    match obey(&Cli::parse()) {
        Ok(Ending::Fulfilled) => ExitCode::SUCCESS,
        Ok(Ending::Fails) => ExitCode::from(1),
        // What a shell tells of a program that a signal has ended.
        Ok(Ending::Signal(number)) => ExitCode::from(128_u8.saturating_add(number.try_into().unwrap_or(0))),
        // Whoever reads has seen enough, as in `cargo course list | head -1`.
        Err(error) if is_broken_pipe(&error) => ExitCode::SUCCESS,
        Err(error) => {
            complain(&format!("error: {error}"));
            ExitCode::from(2)
        }
    }
}

fn obey(cli: &Cli) -> Result<Ending, CliError> {
    let here = std::env::current_dir().map_err(CliError::Here)?;
    let workspace = Workspace::find(&here)?;
    let (chapters, damaged) = workspace.chapters()?;
    // They are used to the end of the process, by all its threads.
    let chapters: &'static [Chapter] = chapters.leak();
    for error in damaged {
        complain(&format!("warning: {error}"));
    }
    let select = |name: &String| Selection::find(chapters, name);
    let course = Course::new(&workspace.root, chapters);
    let layout = Layout::of_process(here, cli.color);
    if cli.command.is_none() && terminal::is_there() {
        return Ok(watch::watch(course, layout)?.map_or(Ending::Fulfilled, Ending::Signal));
    }
    let mut commands = Commands::new(course, layout);
    let ending = match &cli.command {
        None => commands.overview(),
        Some(Command::List) => commands.list(),
        Some(Command::Check { at, all }) => {
            let mut selections = at.iter().map(select).collect::<Result<Vec<_>, _>>()?;
            if *all {
                selections.extend(chapters.iter().map(|chapter| Selection { chapter, task: None }));
            } else if selections.is_empty() {
                selections.push(Selection { chapter: commands.current_chapter(), task: None });
            }
            commands.check(&selections)
        }
        Some(Command::Hint { at }) => commands.hint(at.as_ref().map(select).transpose()?),
        Some(Command::Predict { at }) => {
            commands.predict(at.as_ref().map(select).transpose()?.map(|selection| selection.chapter))
        }
        Some(Command::Names) => commands.names(),
        Some(Command::Verify(request)) => return Ok(verify::run(&workspace.root, chapters, request)?),
    };
    Ok(ending?)
}

fn is_broken_pipe(error: &CliError) -> bool {
    matches!(
        error,
        CliError::Command(CommandError::Print(error) | CommandError::Predict(PredictError::Print(error)))
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
