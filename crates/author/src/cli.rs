//! The command line.

use std::io;
use std::process::ExitCode;

use clap::{Parser, Subcommand};
use course::error::chain;
use course::workspace::{Workspace, WorkspaceError};

use crate::chapter::{Chapter, ChapterError};
use crate::new::NewError;
use crate::script::ScriptError;
use crate::signals;
use crate::status::warn;
use crate::sync::SyncError;
use crate::verify::{self, VerifyError};
use crate::{bless, ci, new, sync};

/// Keeps the course in order: for its authors.
#[derive(Debug, Parser)]
#[command(
    bin_name = "cargo author",
    after_help = "Exit codes: 0 all is well, 1 something was found, 2 the command could not do its work."
)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Verify that exercises, solutions, answers and pages are what they must be
    Verify(verify::Request),
    /// Write the files of a new chapter, task or answer
    ///
    /// The result compiles; what only an author can write is marked with TODO, and `verify` lists it. Nothing is
    /// overwritten.
    #[command(subcommand)]
    New(new::Request),
    /// Write what exists twice by design: stubs in exercises, the names of tests, the lists of chapters
    ///
    /// The title, the blurb (`> ...`) and the numbered tasks in `exercises/N-name/README.md` are the source of all lists.
    Sync(sync::Request),
    /// Renew the files that tests compare with fresh output: recordings, answers, snapshots
    Bless(bless::Request),
    /// Run the steps of continuous integration
    Ci(ci::Request),
}

/// The result of a command that did its work.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// Nothing was found.
    Fine,
    /// Something was found, and printed.
    Found,
}

/// The error of a command that could not do its work.
#[derive(Debug, thiserror::Error)]
enum CliError {
    #[error("cannot determine the current directory")]
    CurrentDir(#[source] io::Error),
    #[error("cannot install signal handlers")]
    Signals(#[source] io::Error),
    #[error(transparent)]
    Workspace(#[from] WorkspaceError),
    #[error(transparent)]
    Chapter(#[from] ChapterError),
    #[error(transparent)]
    Script(#[from] ScriptError),
    #[error(transparent)]
    New(#[from] NewError),
    #[error(transparent)]
    Sync(#[from] SyncError),
    #[error(transparent)]
    Verify(#[from] VerifyError),
}

/// Runs the command that the arguments of the process name.
pub(crate) fn run() -> ExitCode {
    match execute(&Cli::parse()) {
        Ok(Outcome::Fine) => ExitCode::SUCCESS,
        Ok(Outcome::Found) => ExitCode::from(1),
        Err(error) => {
            warn(&format!("error: {}", chain(&error)));
            ExitCode::from(2)
        }
    }
}

fn execute(cli: &Cli) -> Result<Outcome, CliError> {
    let current_dir = std::env::current_dir().map_err(CliError::CurrentDir)?;
    let workspace = Workspace::find(&current_dir)?;
    match &cli.command {
        Command::Bless(request) => Ok(bless::run(&workspace.root, request)?),
        Command::Ci(request) => Ok(ci::run(&workspace.root, request)?),
        Command::New(request) => {
            let chapters = match chapters(&workspace) {
                Err(ChapterError::NoChapters { .. }) => Vec::new(),
                chapters => chapters?,
            };
            Ok(new::run(&workspace.root, &chapters, request)?)
        }
        Command::Sync(request) => Ok(sync::run(&workspace.root, &chapters(&workspace)?, *request)?),
        Command::Verify(request) => {
            signals::end_children().map_err(CliError::Signals)?;
            let chapters = chapters(&workspace)?;
            Ok(verify::run(&workspace.root, &chapters, request)?)
        }
    }
}

/// Reads the chapters, and warns of those that cannot be used.
fn chapters(workspace: &Workspace) -> Result<Vec<Chapter>, ChapterError> {
    let (chapters, damaged) = workspace.chapters()?;
    for error in &damaged {
        warn(&format!("warning: {}", chain(error)));
    }
    Ok(chapters)
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
