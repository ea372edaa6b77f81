//! Which sink is meant by a text such as `out.csv`.

use std::{
    fmt,
    path::{Path, PathBuf},
    str::FromStr,
};

use super::{Address, Sink, SinkError, csv::Csv, ndjson::Ndjson, output::Output, postgres::Postgres, sqlite::Sqlite};
use super::{table::Table, text::Text};

/// Where records are to be written, read from a text:
///
/// | text | what it means |
/// |---|---|
/// | `-`, `table` | a table on standard output |
/// | `out.ndjson`, `out.jsonl`, `ndjson:PATH` | JSON, an object a line; `ndjson:-` is standard output |
/// | `out.csv`, `csv:PATH` | CSV; `csv:-` is standard output |
/// | `out.sqlite`, `out.db`, `sqlite:PATH` | an `SQLite` database, with the table `records` |
/// | `postgres://USER:PASSWORD@HOST:PORT/DATABASE` | a Postgres server, with the table `records` |
///
/// A file is written anew; a database keeps what is in it. A file is `PATH.partial` until it is whole: a run that is
/// killed leaves `PATH` as it was. Two runs can't write to one file at once: the second one is refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Target {
    /// Columns, for people. Control characters are made visible, so that no record can do anything to the terminal.
    Table,
    /// Each record as JSON on a line of its own.
    Ndjson(Place),
    /// A header, and a line a record.
    Csv(Place),
    /// A file that is a database.
    Sqlite(PathBuf),
    /// A server.
    Postgres(Address),
}

/// Where text is written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    /// Standard output.
    Stdout,
    /// A file.
    File(PathBuf),
}

impl Target {
    /// Opens it, and makes in a database the table that is not there yet. Nothing that can be found out beforehand is
    /// left for the first write to fail of.
    ///
    /// # Errors
    ///
    /// If the file can't be written, or the database can't be opened or has a table `records` with other columns.
    pub async fn open(self) -> Result<Box<dyn Sink>, SinkError> {
        Ok(match self {
            Self::Table => Box::new(Text::new(Table::default(), Output::Stdout)),
            Self::Ndjson(place) => Box::new(Text::new(Ndjson, place.create().await?)),
            Self::Csv(place) => Box::new(Text::new(Csv::default(), place.create().await?)),
            Self::Sqlite(path) => Box::new(Sqlite::open(path).await?),
            Self::Postgres(address) => Box::new(Postgres::open(address).await?),
        })
    }
}

impl Target {
    /// The file that is written, if it is one.
    pub fn file(&self) -> Option<&Path> {
        match self {
            Self::Ndjson(Place::File(path)) | Self::Csv(Place::File(path)) | Self::Sqlite(path) => Some(path),
            Self::Table | Self::Ndjson(Place::Stdout) | Self::Csv(Place::Stdout) | Self::Postgres(_) => None,
        }
    }
}

impl Place {
    async fn create(self) -> Result<Output, SinkError> {
        match self {
            Self::Stdout => Ok(Output::Stdout),
            Self::File(path) => Output::create(path).await,
        }
    }

    fn named(path: &str) -> Result<Self, TargetError> {
        if path == "-" { Ok(Self::Stdout) } else { file(path).map(Self::File) }
    }
}

fn file(path: &str) -> Result<PathBuf, TargetError> {
    if path.is_empty() { Err(TargetError::NoPath) } else { Ok(path.into()) }
}

impl FromStr for Target {
    type Err = TargetError;

    fn from_str(text: &str) -> Result<Self, TargetError> {
        if matches!(text, "-" | "table") {
            return Ok(Self::Table);
        }
        if text.starts_with("postgres://") || text.starts_with("postgresql://") {
            return text.parse().map(Self::Postgres);
        }
        match text.split_once(':') {
            Some(("ndjson", path)) => return Place::named(path).map(Self::Ndjson),
            Some(("csv", path)) => return Place::named(path).map(Self::Csv),
            Some(("sqlite", "-")) => return Err(TargetError::Stdout),
            Some(("sqlite", path)) => return file(path).map(Self::Sqlite),
            // There may be a password in it.
            Some((scheme, rest)) if rest.starts_with("//") => {
                return Err(TargetError::Unknown { text: format!("{scheme}://...") });
            }
            _ => {}
        }
        let path = PathBuf::from(text);
        let ending = path.extension().map(|ending| ending.to_string_lossy().to_ascii_lowercase());
        match ending.as_deref() {
            Some("ndjson" | "jsonl") => Ok(Self::Ndjson(Place::File(path))),
            Some("csv") => Ok(Self::Csv(Place::File(path))),
            Some("sqlite" | "sqlite3" | "db") => Ok(Self::Sqlite(path)),
            _ => Err(TargetError::Unknown { text: text.to_owned() }),
        }
    }
}

impl fmt::Display for Target {
    /// As it was given, but for a password.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Table => f.write_str("table"),
            Self::Ndjson(Place::Stdout) => f.write_str("ndjson:-"),
            Self::Csv(Place::Stdout) => f.write_str("csv:-"),
            Self::Ndjson(Place::File(path)) | Self::Csv(Place::File(path)) | Self::Sqlite(path) => {
                path.display().fmt(f)
            }
            Self::Postgres(address) => write!(f, "postgres://{address}"),
        }
    }
}

/// Why a text names no place to write to. No password is repeated.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TargetError {
    /// It has none of the forms.
    #[error(
        "`{text}` is no place to write to. Possible are `-` or `table` for a table on standard output, a file such as \
         `out.ndjson`, `out.csv` or `out.sqlite` (with another name `ndjson:PATH`, `csv:PATH`, `sqlite:PATH`; the path \
         `-` is standard output for the first two), and `postgres://USER:PASSWORD@HOST:PORT/DATABASE`"
    )]
    Unknown {
        /// The text, of an address only its beginning.
        text: String,
    },
    /// A database to standard output.
    #[error("a database cannot be written to standard output. Name a file, as in `sqlite:out.sqlite`")]
    Stdout,
    /// Nothing follows the colon.
    #[error("after the colon there is no path. Name a file, as in `ndjson:out.txt`")]
    NoPath,
    /// It begins like the address of a Postgres server, and goes on otherwise.
    #[error(
        "the address of the Postgres server cannot be read. It has the form \
         postgres://USER:PASSWORD@HOST:PORT/DATABASE; characters such as @ / : ? and % in the password are written as \
         %40 %2F %3A %3F %25"
    )]
    Postgres,
    /// It asks for encryption.
    #[error(
        "`sslmode=require` asks for an encrypted connection to Postgres, and this program has none. Leave it out where \
         the network can be trusted, or go through a tunnel"
    )]
    Encrypted,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_what_is_meant() {
        let file = |path: &str| Place::File(path.into());
        for (text, target) in [
            ("-", Target::Table),
            ("table", Target::Table),
            ("out.ndjson", Target::Ndjson(file("out.ndjson"))),
            ("a.b/OUT.JSONL", Target::Ndjson(file("a.b/OUT.JSONL"))),
            ("ndjson:out.txt", Target::Ndjson(file("out.txt"))),
            ("ndjson:-", Target::Ndjson(Place::Stdout)),
            ("out.csv", Target::Csv(file("out.csv"))),
            ("csv:table", Target::Csv(file("table"))),
            ("out.sqlite", Target::Sqlite("out.sqlite".into())),
            ("out.db", Target::Sqlite("out.db".into())),
            ("sqlite::memory:", Target::Sqlite(":memory:".into())),
        ] {
            assert_eq!(text.parse(), Ok(target), "{text}");
        }
        let server: Target = "postgresql://me:s3cret@host/lake".parse().unwrap();
        assert_eq!(server.to_string(), "postgres://host:5432/lake");
    }

    #[test]
    fn refuses_another_text_with_what_is_possible() {
        for text in ["", "out", "out.xml", "Table", "nosuch:out"] {
            let error = text.parse::<Target>().expect_err(text).to_string();
            for possible in
                [text, "`-`", "`table`", "out.ndjson", "out.csv", "out.sqlite", "ndjson:PATH", "postgres://"]
            {
                assert!(error.contains(possible), "{error}");
            }
        }
        assert_eq!("sqlite:-".parse::<Target>(), Err(TargetError::Stdout));
        assert_eq!("ndjson:".parse::<Target>(), Err(TargetError::NoPath));
        assert_eq!("sqlite:".parse::<Target>(), Err(TargetError::NoPath));
        let error = "mysql://me:s3cret@host/db".parse::<Target>().unwrap_err().to_string();
        assert!(error.contains("mysql://") && !error.contains("s3cret"), "{error}");
    }
}
