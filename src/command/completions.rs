//! `cargo course completions`: completion scripts for shells.
//!
//! A shell cannot complete what follows an alias of Cargo, so the scripts also define a command `course`, and complete
//! that.

use clap::builder::PossibleValuesParser;
use clap_complete::Shell;
use course::chapter::Chapter;

use super::{CommandError, Context};
use crate::exit::ExitStatus;

/// The name of the argument whose values are chapters and tasks.
const WHERE: &str = "at";

/// Prints a script that defines `course` for a shell, and completes the commands of `cli` and the chapters' names.
pub(crate) fn run(context: &mut Context, shell: Shell, cli: clap::Command) -> Result<ExitStatus, CommandError> {
    let script = script(shell, cli, context.learner.chapters);
    context.out.raw(&script);
    context.out.print()?;
    Ok(ExitStatus::Success)
}

fn script(shell: Shell, cli: clap::Command, chapters: &[Chapter]) -> String {
    let names: Vec<String> = chapters
        .iter()
        .flat_map(|chapter| {
            let tasks = (1..=chapter.tasks.len()).map(|task| format!("{}.{task}", chapter.number));
            [chapter.number.to_string(), chapter.name().to_owned()].into_iter().chain(tasks)
        })
        .collect();
    let mut command = cli.name("course").bin_name("course").mut_subcommands(|command| {
        command.mut_args(|argument| {
            if argument.get_id() == WHERE {
                argument.value_parser(PossibleValuesParser::new(names.clone()))
            } else {
                argument
            }
        })
    });
    let mut completions = Vec::new();
    clap_complete::generate(shell, &mut command, "course", &mut completions);
    format!("{}\n{}", function(shell), String::from_utf8_lossy(&completions))
}

/// Returns the definition of `course` in the language of a shell.
fn function(shell: Shell) -> &'static str {
    match shell {
        Shell::Fish => "function course\n    cargo course $argv\nend",
        Shell::PowerShell => "function course { cargo course @args }",
        Shell::Elvish => "edit:add-var course~ {|@args| e:cargo course $@args }",
        _ => "course() { cargo course \"$@\"; }",
    }
}
