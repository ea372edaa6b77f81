//! `cargo course solution`: the code of the reference solution.

use std::io::{self, IsTerminal};

use course::chapter::Task;
use course::selection::Selection;

use super::{CommandError, Context};
use crate::exit::ExitStatus;
use crate::log;
use crate::reference;

/// The refusal to show the solution of a task that is still to be done.
#[derive(Debug, thiserror::Error)]
#[error(
    "`{task}` does not pass yet. `cargo course hint {number}` shows a hint; `cargo course solution {number} --yes` shows \
     the solution anyway."
)]
pub(crate) struct SolutionError {
    task: String,
    /// Such as `0.2`.
    number: String,
}

/// Prints the reference's code of a task. If the task does not pass yet, asks first, unless `yes` is set.
pub(crate) fn run(context: &mut Context, selection: Option<Selection>, yes: bool) -> Result<ExitStatus, CommandError> {
    let position = context.learner.position(selection);
    let (chapter, task) = (context.learner.chapter(position), context.learner.task(position));
    if !yes && !context.learner.is_done(position) && !confirm(context, task)? {
        let number = format!("{}.{}", chapter.number, position.task + 1);
        return Err(SolutionError { task: task.id.clone(), number }.into());
    }
    let code = reference::code(chapter, task)?;
    context.learner.log_event(chapter, task, log::Event::Solution);
    let out = &mut context.out;
    out.heading(&format!("One way to write `{}`, from {}", task.id, out.layout.path(&chapter.solution_file())));
    out.blank();
    out.raw(&code);
    out.print()?;
    Ok(ExitStatus::Success)
}

/// Asks whether to show the solution. Without a terminal, the answer is no.
fn confirm(context: &mut Context, task: &Task) -> io::Result<bool> {
    if !io::stdin().is_terminal() {
        return Ok(false);
    }
    let question = format!("`{}` does not pass yet. Type y to show the solution, anything else to go back:", task.id);
    context.out.line(&question, 0);
    context.out.print()?;
    let mut answer = String::new();
    io::stdin().read_line(&mut answer)?;
    Ok(answer.trim().eq_ignore_ascii_case("y"))
}
