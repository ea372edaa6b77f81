//! The messages of the other threads to the one that draws.

use std::path::PathBuf;

use super::input::Key;
use super::job::JobEvent;
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
    Signal(SignalEvent),
}
