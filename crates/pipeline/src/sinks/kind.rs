//! The kinds of sinks, with all that the parser and the help need to know of each.

use std::{fmt, path::PathBuf};

use futures::future::BoxFuture;

use super::address::PostgresAddress;
use super::output::Output;
use super::text::{Format, TextSink};
use super::{Sink, SinkError};

/// The future of a sink that is being opened.
pub(super) type Opening = BoxFuture<'static, Result<Box<dyn Sink>, SinkError>>;

/// A kind of sink: how a text names it, and how it is opened.
pub(super) struct SinkKind {
    /// The name, which is also the prefix in `csv:PATH`.
    pub(super) name: &'static str,
    /// The file extensions that mean this kind. The help shows the first one.
    pub(super) extensions: &'static [&'static str],
    /// The description in the help.
    pub(super) description: &'static str,
    /// The place that this kind writes to, and how to open it.
    pub(super) opener: Opener,
}

/// The places that a kind of sink writes to, each with the function that opens it.
#[derive(Clone, Copy)]
pub(super) enum Opener {
    /// Text on standard output.
    Stdout(fn() -> Box<dyn Format>),
    /// Text on standard output or in a file.
    Text(fn() -> Box<dyn Format>),
    /// A database in a file.
    Database(fn(PathBuf) -> Opening),
    /// A Postgres server.
    Postgres(fn(PostgresAddress) -> Opening),
}

impl SinkKind {
    /// Returns this kind in a file, or `None` if it is never in a file.
    pub(super) fn in_file(&self, path: PathBuf) -> Option<Place> {
        match self.opener {
            Opener::Text(format) => Some(Place::TextFile(path, format)),
            Opener::Database(open) => Some(Place::Database(path, open)),
            Opener::Stdout(_) | Opener::Postgres(_) => None,
        }
    }

    /// Returns the forms of a target of this kind, as the help shows them.
    pub(super) fn forms(&self) -> String {
        let name = self.name;
        match (self.opener, self.extensions.first()) {
            (Opener::Stdout(_), _) => format!("{name}, -"),
            (Opener::Text(_) | Opener::Database(_), None) => format!("{name}:PATH"),
            (Opener::Text(_) | Opener::Database(_), Some(extension)) => format!("out.{extension}, {name}:PATH"),
            (Opener::Postgres(_), _) => format!("{name}://USER@HOST/DB"),
        }
    }
}

/// A place to write to, with the function that makes its format or opens it.
#[derive(Clone, Debug)]
pub(super) enum Place {
    Stdout(fn() -> Box<dyn Format>),
    TextFile(PathBuf, fn() -> Box<dyn Format>),
    Database(PathBuf, fn(PathBuf) -> Opening),
    Postgres(PostgresAddress, fn(PostgresAddress) -> Opening),
}

impl Place {
    pub(super) async fn open(self) -> Result<Box<dyn Sink>, SinkError> {
        match self {
            Self::Stdout(format) => Ok(Box::new(TextSink::new(format(), Output::Stdout))),
            Self::TextFile(path, format) => Ok(Box::new(TextSink::new(format(), Output::create(path).await?))),
            Self::Database(path, open) => open(path).await,
            Self::Postgres(address, open) => open(address).await,
        }
    }
}

/// Shows a kind by its name.
impl fmt::Debug for SinkKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name)
    }
}
