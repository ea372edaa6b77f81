//! Reports: what went wrong, and which messages were not handled.

use std::fmt;
use std::fs::{File, OpenOptions};
use std::io::{self, Write as _};
use std::path::Path;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use serde::Serialize;

use crate::error::BoxError;

/// Something that an operator of the flow should know.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(tag = "incident", rename_all = "snake_case")]
#[non_exhaustive]
pub enum Incident {
    /// A message was not handled, and will not be.
    Unhandled(Unhandled),
    /// A source or a processor has failed, and may be started again.
    Crashed {
        /// The manager.
        manager: String,
        /// The source or processor.
        member: String,
        /// The error, with its sources.
        error: String,
        /// The delay before the restart; none if there is no restart.
        restart_after: Option<Duration>,
    },
    /// A manager ends before its time.
    GaveUp {
        /// The manager.
        manager: String,
        /// The source or processor for which it ends.
        member: String,
        /// The reason.
        reason: String,
    },
    /// A processor has handled its messages, and could not end properly: something may be lost that it kept itself.
    StopFailed {
        /// The manager.
        manager: String,
        /// The processor.
        member: String,
        /// The error, with its sources.
        error: String,
    },
}

/// A message that was not handled, by name and number.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Unhandled {
    /// The manager.
    pub manager: String,
    /// The processor that should have handled it.
    pub processor: String,
    /// The member that emitted it.
    pub from: String,
    /// The event under which it was emitted.
    pub event: String,
    /// The number of the message among all that the member has emitted, from 1.
    pub number: u64,
    /// The number of times that the processor has got it.
    pub attempts: u32,
    /// The reason.
    pub reason: String,
    /// The message itself, so that it can be handed in again.
    pub message: serde_json::Value,
}

impl fmt::Display for Incident {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Incident::Unhandled(Unhandled { manager, processor, from, event, number, reason, .. }) => {
                write!(f, "{manager}: `{processor}` has not handled message {number} of `{from}` ({event}): {reason}")
            }
            Incident::Crashed { manager, member, error, restart_after: Some(delay) } => {
                write!(f, "{manager}: `{member}` failed, and starts again in {delay:?}: {error}")
            }
            Incident::Crashed { manager, member, error, restart_after: None } => {
                write!(f, "{manager}: `{member}` failed: {error}")
            }
            Incident::GaveUp { manager, member, reason } => {
                write!(f, "{manager}: ends because of `{member}`: {reason}")
            }
            Incident::StopFailed { manager, member, error } => {
                write!(f, "{manager}: `{member}` cannot end properly: {error}")
            }
        }
    }
}

/// A receiver of reports. Any function that takes an [`Incident`] is one.
///
/// It is called by the member that reports, and must not block for long. If it fails or panics, that is counted in the summary
/// of the flow, and the other reporters still get the incident.
pub trait Report: Send + Sync + 'static {
    /// Takes a report.
    ///
    /// # Errors
    ///
    /// If the report cannot be delivered.
    fn report(&self, incident: &Incident) -> Result<(), BoxError>;
}

impl<F: Fn(&Incident) + Send + Sync + 'static> Report for F {
    fn report(&self, incident: &Incident) -> Result<(), BoxError> {
        self(incident);
        Ok(())
    }
}

/// Writes reports to the log, by `tracing`.
#[derive(Clone, Copy, Debug, Default)]
pub struct LogReport;

impl Report for LogReport {
    fn report(&self, incident: &Incident) -> Result<(), BoxError> {
        if let Incident::Crashed { restart_after: Some(_), .. } = incident {
            tracing::warn!("{incident}");
        } else {
            tracing::error!("{incident}");
        }
        Ok(())
    }
}

/// Appends reports to a file, as one JSON object in each line.
#[derive(Debug)]
pub struct FileReport(Mutex<File>);

impl FileReport {
    /// Opens the file, and creates it if it is not there.
    ///
    /// # Errors
    ///
    /// If the file cannot be opened.
    pub fn append(path: impl AsRef<Path>) -> io::Result<FileReport> {
        OpenOptions::new().create(true).append(true).open(path).map(|file| FileReport(Mutex::new(file)))
    }
}

impl Report for FileReport {
    fn report(&self, incident: &Incident) -> Result<(), BoxError> {
        let mut line = serde_json::to_vec(incident)?;
        line.push(b'\n');
        // In one call, so that lines of several processes do not mix.
        self.0.lock().unwrap_or_else(PoisonError::into_inner).write_all(&line)?;
        Ok(())
    }
}
