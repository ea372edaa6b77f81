//! `cargo course list`: all chapters and their tasks.

use super::{CommandError, Context};
use crate::exit::ExitStatus;
use crate::show;

/// Prints which tasks there are, and which are done.
pub(crate) fn run(context: &mut Context) -> Result<ExitStatus, CommandError> {
    show::chapters::list(&mut context.out, &context.learner);
    context.out.print()?;
    Ok(ExitStatus::Success)
}
