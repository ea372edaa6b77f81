//! The errors of sinks.

use std::{error::Error, io, path::PathBuf};

use rusqlite::ErrorCode;

/// The reason why a sink cannot be opened or does not take records.
///
/// `Display` names the failed operation and the place; [`Error::source`] is the system's reason. [`advice`](Self::advice)
/// suggests what to do.
///
/// ```
/// # use streamlings_pipeline::sinks::{SinkError, Target};
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let target: Target = "no-such-folder/out.csv".parse()?;
/// let error = target.open().await.unwrap_err();
/// assert_eq!(error.to_string(), "cannot create the file no-such-folder/out.csv");
/// assert!(error.advice().unwrap().contains("folder"));
/// # Ok(())
/// # }
/// ```
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SinkError {
    /// The reader has gone (a broken pipe), as `head` does when it has its lines. This is not a failure.
    #[error("the reader has closed its end of the pipe")]
    Closed,
    /// A file cannot be created.
    #[error("cannot create the file {}", .path.display())]
    Create {
        /// The file.
        path: PathBuf,
        /// The system's error.
        source: io::Error,
    },
    /// Standard output or a file cannot be written to. A file keeps the contents that it had before the run; the new ones
    /// are in the `.partial` file beside it.
    #[error("cannot write to {place}")]
    Write {
        /// Standard output, or the file.
        place: String,
        /// The system's error.
        source: io::Error,
    },
    /// The `SQLite` database cannot be opened or written to. The batch is not stored; those before it are.
    #[error("cannot use the database {}", .path.display())]
    Sqlite {
        /// The file of the database.
        path: PathBuf,
        /// The error of `SQLite`.
        source: rusqlite::Error,
    },
    /// The Postgres server cannot be reached, or its table `records` has other columns.
    #[error("cannot use Postgres at {address}")]
    Connect {
        /// The address of the server, without the password.
        address: String,
        /// The error of the server or of the connection.
        source: Box<dyn Error + Send + Sync>,
    },
    /// Postgres has not stored a batch. Those before it are stored.
    #[error("cannot store records in Postgres at {address}")]
    Postgres {
        /// The address of the server, without the password.
        address: String,
        /// The error of the server or of the connection.
        source: tokio_postgres::Error,
    },
}

impl SinkError {
    /// Returns a suggestion for the user, if there is one.
    pub fn advice(&self) -> Option<&'static str> {
        match self {
            Self::Closed => None,
            Self::Create { source, .. } => Some(match source.kind() {
                io::ErrorKind::ResourceBusy => "try again when the other program has ended, or name another file",
                _ => "check that the folder exists and that you may write to it",
            }),
            Self::Write { .. } => Some("free some space, or name another place"),
            Self::Sqlite { source, .. } => Some(match source.sqlite_error_code() {
                Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => {
                    "another program is using the database: try again when it has ended"
                }
                Some(ErrorCode::DiskFull) => "free some space and run again: stored records stay stored",
                _ => "name an SQLite database or a new file, in a folder that you may write to",
            }),
            Self::Connect { .. } => Some("check that the server is running, and check the user, password and database"),
            Self::Postgres { .. } => Some("earlier records are stored: run again to store the others"),
        }
    }
}
