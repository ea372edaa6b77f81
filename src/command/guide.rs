//! `cargo course book`: the guide in the learner's browser, by `cargo guide`.

use std::io;

use course::cargo;
use course::chapter::Chapter;

use super::{CommandError, Context};
use crate::exit::ExitStatus;

/// The failure to show the guide.
#[derive(Debug, thiserror::Error)]
pub(crate) enum GuideError {
    #[error("cannot run cargo")]
    Cargo { source: io::Error },
    /// `cargo guide` has printed the reason itself.
    #[error("cannot show the guide, for the reason above. You can also read its pages in book/src.")]
    Failed,
}

/// Builds the guide, serves it, and opens it at a chapter's page. Returns when the learner ends it.
pub(crate) fn run(context: &mut Context, chapter: Option<&Chapter>) -> Result<ExitStatus, CommandError> {
    context.out.line("Building the guide. The first time takes a minute or two.", 0);
    context.out.print()?;
    let mut guide = cargo::command(&context.learner.root);
    guide.args(["run", "--quiet", "--package", "guide", "--"]);
    guide.args(chapter.map(|chapter| format!("--page={}", chapter.folder)));
    let status = guide.status().map_err(|source| GuideError::Cargo { source })?;
    if status.success() { Ok(ExitStatus::Success) } else { Err(GuideError::Failed.into()) }
}
