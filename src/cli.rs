//! The command line.

use std::io;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand, ValueEnum};
use clap_complete::Shell;

use crate::chapter::{Chapter, ChapterError};
use crate::commands::{CommandError, Commands, Failures};
use crate::course::Course;
use crate::page::{ColorChoice, Layout};
use crate::predict::PredictError;
use crate::process;
use crate::selection::{Selection, SelectionError};
use crate::signals::{self, Asked};
use crate::status::warn;
use crate::watch::{self, WatchError, terminal};
use crate::workspace::{Workspace, WorkspaceError};

/// Async Rust for people who move data: a course of small crates and failing tests.
///
/// Without a command, in a terminal: shows the task at hand, and checks it again whenever you save a file. `?` shows the
/// keys. Elsewhere: prints a report with the verdict of the task at hand, and ends.
///
/// The task at hand is the one that you have chosen last, until it is done; then the next one that is not.
#[derive(Debug, Parser)]
#[command(
    bin_name = "cargo course",
    after_help = "WHERE is a chapter or a task: 0, 0-async-generator, ex0-async-generator, async-generator; 0.2, \
    async-generator/seeded, seeded.\nExit codes: 0 fulfilled, 1 a check fails, 2 the command could not do its work."
)]
#[command(
    after_long_help = "WHERE is a chapter or a task: 0, 0-async-generator, ex0-async-generator, async-generator; 0.2, \
    async-generator/seeded, seeded.\n\nWhat you have done is kept in `.streamlings`, as plain text; it can be deleted, \
    and merged with that of another computer. NO_COLOR turns colours off, as `--color never` does.\n\nExit codes: 0 \
    fulfilled, 1 a check fails, 2 the command could not do its work."
)]
pub(crate) struct Cli {
    #[command(subcommand)]
    command: Option<Command>,
    /// When there are colours
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto", hide_default_value = true)]
    color: ColorChoice,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Go to a chapter or a task, and work there
    Start {
        /// Such as 2, 2.3 or timed
        #[arg(value_name = "WHERE")]
        at: String,
    },
    /// Show all chapters and tasks, and which are done
    List,
    /// Check chapters or tasks, and show the first failure in full
    ///
    /// The exit code is 0 when all of them pass, and 1 when one does not.
    Check {
        /// Such as 3, 3.2 or seeded; without one, the current chapter
        #[arg(value_name = "WHERE")]
        at: Vec<String>,
        /// Check all chapters; with WHERE, show every failure of it in full
        #[arg(long)]
        all: bool,
        /// Print JSON, as schema/check.json describes it
        #[arg(long)]
        json: bool,
    },
    /// Show one more hint to a task
    Hint {
        /// Such as 0.2 or seeded; without one, the task at hand
        #[arg(value_name = "WHERE")]
        at: Option<String>,
    },
    /// Say what a program prints before it runs, then see
    Predict {
        /// Such as 0 or async-generator; without one, the current chapter
        #[arg(value_name = "WHERE")]
        at: Option<String>,
    },
    /// Show your recordings of a task that passes over the reference's, and its code
    Compare {
        /// Such as 0.2 or seeded; without one, the task at hand
        #[arg(value_name = "WHERE")]
        at: Option<String>,
    },
    /// Show how the reference writes a task
    Solution {
        /// Such as 0.2 or seeded; without one, the task at hand
        #[arg(value_name = "WHERE")]
        at: Option<String>,
        /// Do not ask, even if the task does not pass yet
        #[arg(long)]
        yes: bool,
    },
    /// Give a chapter or a task back as it came; your version is kept
    ///
    /// A chapter is all of its src/lib.rs; a task is its functions in there. Your version of the file is kept in the
    /// folder `kept` of the exercise, and nothing is ever deleted there. Neither git nor a network is needed.
    ///
    /// To take an update of the course, nothing has to be reset: commit your answers and `git pull`. Without git, unpack
    /// the new course elsewhere, and copy `exercises/*/src/lib.rs` and `.streamlings` to it.
    Reset {
        /// Such as 0, 0.2 or seeded
        #[arg(value_name = "WHERE", required_unless_present = "all")]
        at: Vec<String>,
        /// Reset all chapters
        #[arg(long, conflicts_with = "at")]
        all: bool,
    },
    /// Read the guide in your browser, beside what you have done
    ///
    /// It is `cargo guide`: it serves the guide to this computer alone, and goes on until you end it with Ctrl+C. The first
    /// time it is built, which takes a minute or two.
    Book {
        /// Such as 3: the chapter whose page is opened
        #[arg(value_name = "WHERE")]
        at: Option<String>,
    },
    /// Sum up attempts, hints and time by task
    ///
    /// A teacher can name the logs of many learners, each of which is `.streamlings/log` of their course.
    Report {
        /// Logs; without any, your own
        files: Vec<PathBuf>,
    },
    /// Say where the log is, or turn it on or off
    Log {
        #[arg(value_enum)]
        turn: Option<Switch>,
    },
    /// Look at what the course needs, and say how to mend what is amiss
    Doctor,
    /// Print a script for a shell that defines `course` and completes its commands
    ///
    /// For bash: put `source <(cargo course completions bash)` into ~/.bashrc, with the folder of the course before it
    /// (`cd`), or save the script and source the file. In bash and zsh `course check <Tab>` knows the chapters.
    Completions { shell: Shell },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Switch {
    On,
    Off,
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
    #[error("the system does not tell when to end: {0}")]
    Signals(io::Error),
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
}

/// Does what the command line says.
pub(crate) fn run() -> ExitCode {
    match obey(&Cli::parse()) {
        Ok(Ending::Fulfilled) => ExitCode::SUCCESS,
        Ok(Ending::Fails) => ExitCode::from(1),
        Ok(Ending::Signal(number)) => ExitCode::from(exit_code(number)),
        // Whoever reads has seen enough, as in `cargo course list | head -1`.
        Err(error) if is_broken_pipe(&error) => ExitCode::SUCCESS,
        Err(error) => {
            warn(&format!("error: {error}"));
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
    for error in &damaged {
        warn(&format!("warning: {error}"));
    }
    let mut course = Course::new(&workspace.root, chapters);
    let layout = Layout::of_process(here, cli.color);
    let one = |name: &String| Selection::find(chapters, name);
    let maybe = |name: &Option<String>| name.as_ref().map(one).transpose();
    let many = |names: &[String], all: bool| -> Result<Vec<Selection>, SelectionError> {
        let every = || chapters.iter().map(|chapter| Selection { chapter, task: None });
        if all && names.is_empty() { Ok(every().collect()) } else { names.iter().map(one).collect() }
    };
    if let Some(Command::Start { at }) = &cli.command {
        course.choose(course.place(Some(one(at)?)));
    }
    if matches!(cli.command, None | Some(Command::Start { .. })) && terminal::is_there() {
        let signal = watch::watch(course, &layout)?;
        return Ok(signal.map_or(Ending::Fulfilled, Ending::Signal));
    }
    // What runs for a command is in groups of its own, so that all that it has started can be ended with it.
    let end = |asked| {
        if let Asked::End(signal) = asked {
            process::kill_all();
            std::process::exit(i32::from(exit_code(signal)));
        }
    };
    signals::listen(end).map_err(CliError::Signals)?;
    let mut commands = Commands::new(course, layout);
    let ending = match &cli.command {
        None | Some(Command::Start { .. }) => commands.overview(),
        Some(Command::List) => commands.list(),
        Some(Command::Check { at, all, json }) => {
            let mut selections = many(at, *all)?;
            if selections.is_empty() {
                selections.push(Selection { chapter: commands.current_chapter(), task: None });
            }
            let shown = if *all && !at.is_empty() { Failures::Every } else { Failures::First };
            if *json { commands.check_json(&selections) } else { commands.check(&selections, shown) }
        }
        Some(Command::Hint { at }) => commands.hint(maybe(at)?),
        Some(Command::Predict { at }) => commands.predict(maybe(at)?.map(|selection| selection.chapter)),
        Some(Command::Compare { at }) => commands.compare(maybe(at)?),
        Some(Command::Solution { at, yes }) => commands.solution(maybe(at)?, *yes),
        Some(Command::Reset { at, all }) => commands.reset(&many(at, *all)?),
        Some(Command::Book { at }) => commands.book(maybe(at)?.map(|selection| selection.chapter)),
        Some(Command::Report { files }) => commands.report(files),
        Some(Command::Log { turn }) => commands.log(turn.map(|turn| turn == Switch::On)),
        Some(Command::Doctor) => commands.doctor(&damaged),
        Some(Command::Completions { shell }) => commands.completions(*shell),
    };
    Ok(ending?)
}

/// What a shell tells of a program that a signal has ended.
fn exit_code(signal: i32) -> u8 {
    128_u8.saturating_add(signal.try_into().unwrap_or(0))
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
