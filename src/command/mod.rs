//! The commands, one a file. Each prints a report and ends; none takes over the terminal.

pub(crate) mod check;
pub(crate) mod compare;
pub(crate) mod completions;
pub(crate) mod doctor;
pub(crate) mod guide;
pub(crate) mod hint;
mod json;
pub(crate) mod list;
pub(crate) mod log;
pub(crate) mod overview;
pub(crate) mod predict;
pub(crate) mod report;
pub(crate) mod reset;
pub(crate) mod solution;

use std::io;

use course::chapter::{Chapter, ChapterError};
use course::error::chain;
use course::hints::HintError;
use course::process::Cancel;
use course::status::warn;

use crate::check::{CheckError, Checker};
use crate::learner::Learner;
use crate::log::LogError;
use crate::output::{Layout, Output};
use crate::predict::PredictError;
use crate::reference::ReferenceError;
use crate::reset::ResetError;
use guide::GuideError;
use solution::SolutionError;

/// The failure of a command to do its work.
#[derive(Debug, thiserror::Error)]
pub(crate) enum CommandError {
    #[error(transparent)]
    Chapter(#[from] ChapterError),
    #[error(transparent)]
    Guide(#[from] GuideError),
    #[error(transparent)]
    Check(#[from] CheckError),
    #[error(transparent)]
    Hint(#[from] HintError),
    #[error(transparent)]
    Predict(#[from] PredictError),
    #[error(transparent)]
    Reset(#[from] ResetError),
    #[error(transparent)]
    Reference(#[from] ReferenceError),
    #[error(transparent)]
    Solution(#[from] SolutionError),
    #[error(transparent)]
    Log(#[from] LogError),
    /// The standard output cannot be written to.
    #[error(transparent)]
    Print(#[from] io::Error),
}

impl CommandError {
    /// Returns whether the reader of the standard output has gone away, as in `cargo course list | head -1`.
    pub(crate) fn is_broken_pipe(&self) -> bool {
        match self {
            CommandError::Print(error) | CommandError::Predict(PredictError::Print(error)) => {
                error.kind() == io::ErrorKind::BrokenPipe
            }
            _ => false,
        }
    }
}

/// The course with its learner, and the output: what every command works on.
#[derive(Debug)]
pub(crate) struct Context<'c> {
    pub(crate) learner: Learner<'c>,
    pub(crate) out: Output,
}

impl<'c> Context<'c> {
    pub(crate) fn new(learner: Learner<'c>, layout: Layout) -> Context<'c> {
        Context { learner, out: Output::new(layout) }
    }

    /// Returns the chapter that a command works on by default: that of the current task, or the last one when all tasks
    /// are done.
    pub(crate) fn current_chapter(&self) -> &'c Chapter {
        let last = || &self.learner.chapters[self.learner.chapters.len() - 1];
        self.learner.current().map_or_else(last, |position| self.learner.chapter(position))
    }

    /// Returns the chapter whose review questions are asked by default: the last one that is done, or else the current one.
    pub(crate) fn chapter_to_review(&self) -> &'c Chapter {
        let done = self.learner.chapters.iter().rfind(|chapter| self.learner.is_chapter_done(chapter));
        done.unwrap_or_else(|| self.current_chapter())
    }

    fn checker<'r>(&'r self, cancel: &Cancel) -> Checker<'r> {
        Checker { root: &self.learner.root, layout: self.out.layout.clone(), cancel: cancel.clone() }
    }
}

impl Drop for Context<'_> {
    fn drop(&mut self) {
        for warning in &self.learner.warnings {
            warn(&format!("warning: {}", chain(warning)));
        }
    }
}
