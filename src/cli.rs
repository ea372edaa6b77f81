//! The command line: parses it, and runs the command.

use std::io;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{CommandFactory as _, Parser, Subcommand, ValueEnum};
use clap_complete::Shell;
use course::chapter::{Chapter, ChapterError};
use course::error::chain;
use course::process;
use course::selection::{Selection, SelectionError};
use course::status::warn;
use course::workspace::{Workspace, WorkspaceError};

use crate::command::check::Failures;
use crate::command::{self, CommandError, Context};
use crate::exit::ExitStatus;
use crate::learner::Learner;
use crate::output::{ColorChoice, Layout};
use crate::predict::Kind;
use crate::signals::{self, SignalEvent};
use crate::term;
use crate::watch::{self, BackgroundChoice, WatchError};

/// Async Rust for people who move data: a course of small crates and failing tests.
///
/// Without a command, in a terminal: shows the current task, and checks it again whenever you save a file. Press `?` to see
/// the keys. Elsewhere: prints a report with the verdict of the current task, and exits.
///
/// The current task is the one that you chose last, until it is done; then the next one that is not done.
#[derive(Debug, Parser)]
#[command(
    bin_name = "cargo course",
    after_help = "WHERE is a chapter or a task: 0, 0-async-generator, ex0-async-generator, async-generator; 0.2, \
    async-generator/seeded, seeded.\nExit codes: 0 success, 1 a check fails, 2 any other error."
)]
#[command(
    after_long_help = "WHERE is a chapter or a task: 0, 0-async-generator, ex0-async-generator, async-generator; 0.2, \
    async-generator/seeded, seeded.\n\nYour progress is kept in `.streamlings`, as plain text. You can delete it, or merge \
    it with that of another computer. NO_COLOR turns colours off, as `--color never` does.\n\nExit codes: 0 success, 1 a \
    check fails, 2 any other error."
)]
pub(crate) struct Cli {
    #[command(subcommand)]
    command: Option<Command>,
    /// Use of colours
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto", hide_default_value = true)]
    color: ColorChoice,
    /// Do not build the crates of later chapters while you work
    ///
    /// They are built with low priority, not on battery, and the build makes way for everything else. The environment
    /// variable `STREAMLINGS_BACKGROUND=never` has the same effect.
    #[arg(long)]
    no_background: bool,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Go to a chapter or a task and work there
    Start {
        /// Such as 2, 2.3 or timed
        #[arg(value_name = "WHERE")]
        at: String,
    },
    /// List all chapters and tasks, and which are done
    List,
    /// Check chapters or tasks, and show the first failure in full
    ///
    /// The exit code is 0 if all of them pass, and 1 if one does not.
    Check {
        /// Such as 3, 3.2 or seeded; by default the current chapter
        #[arg(value_name = "WHERE")]
        at: Vec<String>,
        /// Check all chapters; with WHERE, show every failure in full
        #[arg(long)]
        all: bool,
        /// Print JSON; schema/check.json describes it
        #[arg(long)]
        json: bool,
    },
    /// Show the next hint for a task
    Hint {
        /// Such as 0.2 or seeded; by default the current task
        #[arg(value_name = "WHERE")]
        at: Option<String>,
    },
    /// Predict what short programs print: fill in gaps, or put lines in order
    Predict {
        /// Such as 0 or async-generator; by default the current chapter
        #[arg(value_name = "WHERE")]
        at: Option<String>,
    },
    /// Answer the three review questions at the end of a chapter
    ///
    /// They look back, and are asked as the predictions are. You can skip them: nothing depends on them.
    Review {
        /// Such as 0 or async-generator; by default the last chapter that is done
        #[arg(value_name = "WHERE")]
        at: Option<String>,
    },
    /// Compare your code and your recordings of a task that passes with the reference's
    Compare {
        /// Such as 0.2 or seeded; by default the current task
        #[arg(value_name = "WHERE")]
        at: Option<String>,
    },
    /// Show how the reference solves a task
    Solution {
        /// Such as 0.2 or seeded; by default the current task
        #[arg(value_name = "WHERE")]
        at: Option<String>,
        /// Do not ask, even if the task does not pass yet
        #[arg(long)]
        yes: bool,
    },
    /// Restore a chapter or a task as it came; your version is kept
    ///
    /// Resetting a chapter restores its whole src/lib.rs; resetting a task restores the task's functions in that file. Your
    /// version of the file is copied to the folder `kept` of the exercise first, where nothing is ever deleted. This needs
    /// neither git nor a network.
    ///
    /// To update the course you need not reset anything: commit your answers and run `git pull`. Without git, unpack the
    /// new course elsewhere, and copy `exercises/*/src/lib.rs` and `.streamlings` to it.
    Reset {
        /// Such as 0, 0.2 or seeded
        #[arg(value_name = "WHERE", required_unless_present = "all")]
        at: Vec<String>,
        /// Start the whole course over: reset all chapters, the progress and the hints
        #[arg(long, conflicts_with = "at")]
        all: bool,
    },
    /// Open the guide in your browser, with your progress in it
    ///
    /// This is `cargo guide`: a server for this computer alone, until you press Ctrl+C. Building the guide takes a minute
    /// or two the first time.
    Book {
        /// Such as 3: the chapter whose page to open
        #[arg(value_name = "WHERE")]
        at: Option<String>,
    },
    /// Sum up attempts, hints and time by task
    ///
    /// A teacher can pass the logs of many learners: each is the file `.streamlings/log` of a course.
    Report {
        /// Logs; by default your own
        files: Vec<PathBuf>,
    },
    /// Show where the log is, or turn it on or off
    Log {
        #[arg(value_enum)]
        turn: Option<Switch>,
    },
    /// Find what keeps the course from working, and how to fix it
    Doctor,
    /// Print a completion script for a shell, which also defines the command `course`
    ///
    /// For bash: put `source <(cargo course completions bash)` into ~/.bashrc, after a `cd` to the folder of the course; or
    /// save the script, and source the file. In bash and zsh `course check <Tab>` completes the chapters, too.
    Completions { shell: Shell },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Switch {
    On,
    Off,
}

/// The failure of a command to do its work: exit code 2.
#[derive(Debug, thiserror::Error)]
enum CliError {
    #[error("cannot determine the current directory")]
    CurrentDir { source: io::Error },
    #[error("cannot install signal handlers")]
    Signals { source: io::Error },
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

/// Parses the command line and runs the command.
pub(crate) fn run() -> ExitCode {
    match run_command(&Cli::parse()) {
        Ok(status) => status.into(),
        Err(CliError::Command(error)) if error.is_broken_pipe() => ExitCode::SUCCESS,
        Err(error) => {
            warn(&format!("error: {}", chain(&error)));
            ExitCode::from(2)
        }
    }
}

fn run_command(cli: &Cli) -> Result<ExitStatus, CliError> {
    let current_dir = std::env::current_dir().map_err(|source| CliError::CurrentDir { source })?;
    let workspace = Workspace::find(&current_dir)?;
    let (chapters, damaged) = workspace.listed_chapters()?;
    // All threads use them until the process ends.
    let chapters: &'static [Chapter] = chapters.leak();
    for error in &damaged {
        warn(&format!("warning: {}", chain(error)));
    }
    let mut learner = Learner::new(&workspace.root, chapters);
    let layout = Layout::of_process(current_dir, cli.color);
    let one = |name: &String| Selection::find(chapters, name);
    let optional = |name: &Option<String>| name.as_ref().map(one).transpose();
    let many = |names: &[String], all: bool| -> Result<Vec<Selection>, SelectionError> {
        let every = || chapters.iter().map(|chapter| Selection { chapter, task: None });
        if all && names.is_empty() { Ok(every().collect()) } else { names.iter().map(one).collect() }
    };
    if let Some(Command::Start { at }) = &cli.command {
        learner.choose(learner.position(Some(one(at)?)));
    }
    if matches!(cli.command, None | Some(Command::Start { .. })) && term::is_interactive() {
        let background = BackgroundChoice::of(cli.no_background, |name| std::env::var(name).ok());
        let signal = watch::watch(learner, &layout, background)?;
        return Ok(signal.map_or(ExitStatus::Success, ExitStatus::Signal));
    }
    signals::listen(end_on_signal).map_err(|source| CliError::Signals { source })?;
    let context = &mut Context::new(learner, layout);
    let status = match &cli.command {
        None | Some(Command::Start { .. }) => command::overview::run(context),
        Some(Command::List) => command::list::run(context),
        Some(Command::Check { at, all, json }) => {
            let mut selections = many(at, *all)?;
            if selections.is_empty() {
                selections.push(Selection { chapter: context.current_chapter(), task: None });
            }
            let failures = if *all && !at.is_empty() { Failures::Every } else { Failures::First };
            if *json {
                command::check::run_as_json(context, &selections)
            } else {
                command::check::run(context, &selections, failures)
            }
        }
        Some(Command::Hint { at }) => command::hint::run(context, optional(at)?),
        Some(Command::Predict { at }) => {
            command::predict::run(context, Kind::Prediction, optional(at)?.map(|at| at.chapter))
        }
        Some(Command::Review { at }) => {
            command::predict::run(context, Kind::Review, optional(at)?.map(|at| at.chapter))
        }
        Some(Command::Compare { at }) => command::compare::run(context, optional(at)?),
        Some(Command::Solution { at, yes }) => command::solution::run(context, optional(at)?, *yes),
        Some(Command::Reset { at, all: true }) => command::reset::run_for_all(context, &many(at, true)?),
        Some(Command::Reset { at, all: false }) => command::reset::run(context, &many(at, false)?),
        Some(Command::Book { at }) => command::guide::run(context, optional(at)?.map(|at| at.chapter)),
        Some(Command::Report { files }) => command::report::run(context, files),
        Some(Command::Log { turn }) => command::log::run(context, turn.map(|turn| turn == Switch::On)),
        Some(Command::Doctor) => command::doctor::run(context),
        Some(Command::Completions { shell }) => command::completions::run(context, *shell, Cli::command()),
    };
    Ok(status?)
}

/// Ends this process and everything that it has started. What it starts runs in process groups of its own, which a Ctrl+C
/// at the terminal does not reach.
fn end_on_signal(event: SignalEvent) {
    if let SignalEvent::Terminate(signal) = event {
        process::kill_all();
        std::process::exit(ExitStatus::Signal(signal).code().into());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_command_line_is_well_formed() {
        Cli::command().debug_assert();
    }
}
