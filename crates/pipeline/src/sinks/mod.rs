//! Sinks: the places that records are written to, such as a terminal, a file or a database.
//!
//! Every place is a [`Sink`], which takes whole batches. [`Target`] parses a text such as `out.csv` and opens the sink that
//! it names. [`Batcher`] makes batches of a stream.
//!
//! ```
//! # use streamlings_pipeline::{Data, Record, sinks::{Batcher, BatchLimits, KeyedRecord, SinkError, Target}};
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! # let folder = tempfile::tempdir()?;
//! let path = folder.path().join("posts.csv");
//! let target: Target = format!("csv:{}", path.display()).parse()?;
//! let mut batcher = Batcher::new(target.open().await?, BatchLimits::default());
//!
//! let record = Record { source: "posts".into(), name: "a title".to_owned(), data: Data::Number(1) };
//! batcher.run(futures::stream::iter([KeyedRecord { key: "1".to_owned(), record }])).await?;
//! assert_eq!(batcher.finish().await?, 1);
//! assert_eq!(std::fs::read_to_string(path)?, "source,name,data\nposts,a title,1\n");
//! # Ok(())
//! # }
//! ```
//!
//! # Adding a sink
//!
//! Write a module like `csv` or `ndjson` with a `KIND`, add the `KIND` to the table `KINDS` in this file, and its form to
//! `README.md`. The parser, its error message, the help and the test of the README are derived from that table.
//!
//! The tests of the sink are a module in `tests/sinks`, which `tests/sinks/main.rs` declares. `tests/faults.rs` tries every
//! fault of the server with every kind: give the new kind a test there, which reads back what was written. Until it has
//! one, `every_kind_of_sink_is_tried` fails.

mod address;
mod batcher;
mod csv;
mod error;
mod kind;
mod ndjson;
mod output;
mod postgres;
mod sqlite;
mod table;
mod target;
mod text;

use std::{borrow::Cow, fmt};

use futures::future::BoxFuture;
use serde::{Deserialize, Serialize};

use self::kind::SinkKind;
use crate::{Data, Record};

pub use address::AddressError;
pub use batcher::{BatchLimits, Batcher};
pub use error::SinkError;
pub use target::{Target, TargetError};

/// All kinds of sinks, in the order in which the help shows them.
const KINDS: &[SinkKind] = &[table::KIND, ndjson::KIND, csv::KIND, sqlite::KIND, postgres::KIND];

/// A record with the key that identifies it in its source.
///
/// ```
/// use streamlings_pipeline::{Data, Record, sinks::KeyedRecord};
///
/// let record = Record { source: "posts".into(), name: "a title".to_owned(), data: Data::Number(1) };
/// let json = serde_json::to_string(&KeyedRecord { key: "1".to_owned(), record })?;
/// assert_eq!(json, r#"{"key":"1","record":{"source":"posts","name":"a title","data":1}}"#);
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeyedRecord {
    /// The source's own name for the item, such as its id: the same in every run. Other sources may use the same key.
    pub key: String,
    /// The record that is stored under the key.
    pub record: Record,
}

/// A place that takes records in order, a whole batch at a time.
///
/// [`Target::open`] opens a sink, and [`finish`](Self::finish) ends it.
///
/// ```
/// use futures::future::{self, BoxFuture, FutureExt as _};
/// use streamlings_pipeline::sinks::{KeyedRecord, Sink, SinkError};
///
/// /// Counts the records and drops them.
/// #[derive(Debug, Default)]
/// struct Counter(usize);
///
/// impl Sink for Counter {
///     fn write<'a>(&'a mut self, batch: &'a [KeyedRecord]) -> BoxFuture<'a, Result<(), SinkError>> {
///         self.0 += batch.len();
///         future::ready(Ok(())).boxed()
///     }
///
///     fn finish(self: Box<Self>) -> BoxFuture<'static, Result<(), SinkError>> {
///         future::ready(Ok(())).boxed()
///     }
/// }
/// ```
pub trait Sink: fmt::Debug + Send {
    /// Writes all records of the batch. A database writes either all of them or none, and is idempotent: a record replaces
    /// the one with the same source and key. If several in one batch have the same source and key, the last one wins.
    ///
    /// If the future is dropped after its first poll, the batch may have been written or may still be written, but never
    /// half of it. A database can be given the same batch again.
    ///
    /// # Errors
    ///
    /// [`SinkError::Closed`] if the reader has gone, which is an orderly end; any other error if the place does not take
    /// the records.
    fn write<'a>(&'a mut self, batch: &'a [KeyedRecord]) -> BoxFuture<'a, Result<(), SinkError>>;

    /// Ends the sink. When the future completes, everything that was written is stored; a file gets its name only then.
    ///
    /// # Errors
    ///
    /// As for [`write`](Self::write).
    fn finish(self: Box<Self>) -> BoxFuture<'static, Result<(), SinkError>>;
}

/// Returns the data of a record as plain text.
fn plain(data: &Data) -> Cow<'_, str> {
    match data {
        Data::Text(text) => text.into(),
        Data::Number(number) => number.to_string().into(),
    }
}
