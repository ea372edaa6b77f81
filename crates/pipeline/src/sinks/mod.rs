//! Where records go: a terminal, a file, a database.
//!
//! Every place is a [`Sink`], which takes whole batches. [`Target`] reads from a text such as `out.csv` which one is
//! meant, and [`Batcher`] makes batches of a stream.

mod batcher;
mod csv;
mod ndjson;
mod output;
mod postgres;
mod sqlite;
mod table;
mod target;
mod text;

use std::{borrow::Cow, fmt, io, path::PathBuf};

use futures::future::BoxFuture;
use rusqlite::ErrorCode;
use serde::{Deserialize, Serialize};

pub use batcher::{Batcher, Ended, Limits};
pub use postgres::Address;
pub use target::{Place, Target, TargetError};

use crate::{Data, Record};

/// A record to be stored, with the key by which it is found again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Keyed {
    /// The source's own name for the item, such as its id there: the same in every run. It need not differ from the
    /// keys of other sources.
    pub key: String,
    /// What is stored under the key.
    pub record: Record,
}

/// A place that takes records, a whole batch at a time and in order.
///
/// A sink is opened by [`Target::open`], and ended by [`finish`](Self::finish).
pub trait Sink: fmt::Debug + Send {
    /// Writes all records of the batch, or, in a database, none of them if that fails. There, a record replaces the one
    /// of the same source and key, if there is one, and of those in one batch the last one stays.
    ///
    /// When the future is dropped after its first poll, the batch may have been written, or be written yet; never half
    /// of it. In a database it may be written again without harm.
    ///
    /// # Errors
    ///
    /// [`SinkError::Closed`] if nobody reads any more, which is an orderly end; another if the place takes no records.
    fn write<'a>(&'a mut self, batch: &'a [Keyed]) -> BoxFuture<'a, Result<(), SinkError>>;

    /// Ends the sink: all that was written is there when the future is. A file has its name only from then on.
    ///
    /// # Errors
    ///
    /// As in [`write`](Self::write).
    fn finish(self: Box<Self>) -> BoxFuture<'static, Result<(), SinkError>>;
}

/// Why records can't be written.
#[derive(Debug, thiserror::Error)]
pub enum SinkError {
    /// The reader has gone, as `head` does when it has its lines. Nothing is wrong: there is only no reason to go on.
    #[error("nobody reads any more what is written")]
    Closed,
    /// A file can't be made.
    #[error("cannot write the file {}: {why}. {}", .path.display(), advice_on_file(.why))]
    Create {
        /// The file that was asked for.
        path: PathBuf,
        /// What the system says.
        why: io::Error,
    },
    /// Standard output or a file took no more. A file still has the contents that it had before, and what was written
    /// is beside it.
    #[error("cannot write to {place}: {why}. Make room there, or write to another place")]
    Write {
        /// Which one.
        place: String,
        /// What the system says.
        why: io::Error,
    },
    /// The `SQLite` database can't be opened or written to. The batch was not stored; those before it were.
    #[error("cannot write to the database {}: {why}. {}", .path.display(), advice_on_database(.why))]
    Sqlite {
        /// The file of the database.
        path: PathBuf,
        /// What `SQLite` says.
        why: rusqlite::Error,
    },
    /// There is no connection to Postgres, or it has a table `records` of another form.
    #[error(
        "cannot use Postgres at {address}: {why}. See that it runs there, and that user, password and database are \
         right"
    )]
    Connect {
        /// The server, without the password.
        address: Address,
        /// What is the matter.
        why: String,
    },
    /// Postgres did not store a batch. Those before it are stored.
    #[error(
        "Postgres at {address} did not store the records: {why}. What came before is stored; run again to store the \
         rest"
    )]
    Postgres {
        /// The server, without the password.
        address: Address,
        /// What is the matter.
        why: String,
    },
}

fn advice_on_file(why: &io::Error) -> &'static str {
    match why.kind() {
        io::ErrorKind::ResourceBusy => "Try again when it has ended, or name another file",
        _ => "Is the folder there, and may you write in it?",
    }
}

fn advice_on_database(why: &rusqlite::Error) -> &'static str {
    match why.sqlite_error_code() {
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => {
            "Another program is at work on it: try again when that has ended"
        }
        Some(ErrorCode::DiskFull) => "Make room there, and run again: what was stored stays",
        _ => "Name a file that is an SQLite database or none yet, in a folder in which you may write",
    }
}

/// What is told of a record, as text for a person or a file that knows only texts.
fn plain(data: &Data) -> Cow<'_, str> {
    match data {
        Data::Text(text) => text.into(),
        Data::Number(number) => number.to_string().into(),
    }
}
