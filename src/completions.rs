//! Completions for shells. They complete a command `course`, which they define: a shell cannot complete what follows an
//! alias of Cargo.

use clap::{CommandFactory, builder::PossibleValuesParser};
use clap_complete::Shell;

use crate::chapter::Chapter;
use crate::cli::Cli;

/// A script that defines `course` for a shell, and completes its commands and the chapters' names.
pub(crate) fn script(shell: Shell, chapters: &[Chapter]) -> String {
    let places: Vec<String> = chapters
        .iter()
        .flat_map(|chapter| {
            let tasks = (1..=chapter.tasks.len()).map(|task| format!("{}.{task}", chapter.number));
            [chapter.number.to_string(), chapter.name().to_owned()].into_iter().chain(tasks)
        })
        .collect();
    let mut command = Cli::command().name("course").bin_name("course").mut_subcommands(|command| {
        command.mut_args(|argument| {
            if argument.get_id() == "at" {
                argument.value_parser(PossibleValuesParser::new(places.clone()))
            } else {
                argument
            }
        })
    });
    let mut completions = Vec::new();
    clap_complete::generate(shell, &mut command, "course", &mut completions);
    format!("{}\n{}", function(shell), String::from_utf8_lossy(&completions))
}

fn function(shell: Shell) -> &'static str {
    match shell {
        Shell::Fish => "function course\n    cargo course $argv\nend",
        Shell::PowerShell => "function course { cargo course @args }",
        Shell::Elvish => "edit:add-var course~ {|@args| e:cargo course $@args }",
        _ => "course() { cargo course \"$@\"; }",
    }
}
