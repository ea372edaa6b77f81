//! `cargo course log`: the log, on or off.

use super::{CommandError, Context};
use crate::exit::ExitStatus;

/// Turns the log on or off, if asked to, and prints where it is.
pub(crate) fn run(context: &mut Context, turn_on: Option<bool>) -> Result<ExitStatus, CommandError> {
    let Context { learner, out } = context;
    if let Some(on) = turn_on {
        learner.log.turn(on)?;
    }
    let file = out.layout.path(learner.log.file());
    let text = if learner.log.is_on() {
        format!(
            "The log is on. It records your checks and hints with their times in {file}, as plain text, and never leaves \
             this computer. `cargo course report` sums it up; `cargo course log off` turns it off."
        )
    } else {
        format!("The log is off. The entries so far stay in {file} until you delete the file.")
    };
    out.line(&text, 0);
    out.print()?;
    Ok(ExitStatus::Success)
}
