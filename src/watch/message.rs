//! The messages of the other threads to the one that draws.

use std::path::PathBuf;

use super::background::Progress;
use super::input::Key;
use crate::check;
use crate::signals::SignalEvent;

/// An event that the drawing thread waits for.
#[derive(Debug)]
pub(super) enum Message {
    Key(Key),
    /// The input has ended: no key can come any more.
    EndOfInput,
    /// These files were saved.
    Saved(Vec<PathBuf>),
    Job {
        /// The number of the job, which tells its events from those of earlier jobs.
        number: u64,
        event: JobEvent,
    },
    /// The progress of the build in the background; `None` when it has ended.
    Background(Option<Progress>),
    Signal(SignalEvent),
}

/// The progress or the result of a job.
#[derive(Debug)]
pub(super) enum JobEvent {
    /// A line about the progress.
    Progress(String),
    Check(check::CheckEvent<'static>),
    CheckDone(Result<check::CheckOutcome<'static>, String>),
    /// The output of one test, with its picture.
    Picture {
        test: String,
        lines: Vec<String>,
    },
    PicturesDone(Result<(), String>),
    /// A line that the learner's program has printed.
    Printed(String),
    /// A sentence on how the learner's program has ended.
    ProgramDone(String),
    /// The lines that the program of the prediction with this index has printed, or the error that kept it from running.
    Predicted {
        index: usize,
        printed: Result<Vec<String>, String>,
    },
    /// All programs of predictions have run.
    PredictionsDone,
    /// A sentence on where the guide is, or why it could not be built.
    GuideDone(String),
}
