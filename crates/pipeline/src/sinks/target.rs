//! The target that a text such as `out.csv` names.

use std::{
    fmt,
    path::{Path, PathBuf},
    str::FromStr,
};

use super::address::{AddressError, PostgresAddress};
use super::kind::{Opener, Place, SinkKind};
use super::{KINDS, Sink, SinkError};

/// The place that records are written to, parsed from a text. [`Target::help`] lists the forms.
///
/// A run replaces a file, and adds to a database. A file is named `PATH.partial` until it is complete, so a run that is
/// killed leaves `PATH` unchanged (atomic replace). Two runs cannot write to one file at the same time: the second one
/// fails to open it.
///
/// ```
/// use streamlings_pipeline::sinks::Target;
///
/// let target: Target = "sqlite:records".parse()?;
/// assert_eq!(target.file(), Some("records".as_ref()));
///
/// // No password is ever shown.
/// let target: Target = "postgres://me:s3cret@localhost/lake".parse()?;
/// assert_eq!(target.to_string(), "postgres://localhost:5432/lake");
/// # Ok::<(), streamlings_pipeline::sinks::TargetError>(())
/// ```
#[derive(Clone, Debug)]
pub struct Target {
    kind: &'static SinkKind,
    place: Place,
}

impl Target {
    /// Opens the sink. Creates the table `records` in a database that has none. Fails early: everything that can be checked
    /// before the first write is checked here.
    ///
    /// # Errors
    ///
    /// If the file cannot be written, or the database cannot be opened or has a table `records` with other columns.
    pub async fn open(self) -> Result<Box<dyn Sink>, SinkError> {
        self.place.open().await
    }

    /// Returns the file that is written, or `None` if the target is not a file.
    pub fn file(&self) -> Option<&Path> {
        match &self.place {
            Place::TextFile(path, _) | Place::Database(path, _) => Some(path),
            Place::Stdout(_) | Place::Postgres(..) => None,
        }
    }

    /// Returns whether the records go to standard output.
    pub fn is_stdout(&self) -> bool {
        matches!(self.place, Place::Stdout(_))
    }

    /// Returns the forms of a target, one a line, each with a description.
    pub fn help() -> String {
        let width = KINDS.iter().map(|kind| kind.forms().len()).max().unwrap_or(0);
        let lines = KINDS.iter().map(|kind| format!("  {:width$}  {}\n", kind.forms(), kind.description));
        lines.collect()
    }
}

impl FromStr for Target {
    type Err = TargetError;

    fn from_str(text: &str) -> Result<Self, TargetError> {
        let (scheme, rest) = text.split_once(':').map_or((text, None), |(scheme, rest)| (scheme, Some(rest)));
        for kind in KINDS {
            let is_named = scheme == kind.name;
            let place = match (kind.opener, rest) {
                (Opener::Stdout(format), None) if is_named || text == "-" => Place::Stdout(format),
                (Opener::Text(format), Some("-")) if is_named => Place::Stdout(format),
                (Opener::Database(_), Some("-")) if is_named => return Err(TargetError::Stdout),
                (_, Some("")) if is_named => return Err(TargetError::NoPath),
                (Opener::Postgres(open), Some(rest))
                    if PostgresAddress::SCHEMES.contains(&scheme) && rest.starts_with("//") =>
                {
                    Place::Postgres(text.parse()?, open)
                }
                (_, Some(path)) if is_named => match kind.in_file(path.into()) {
                    Some(place) => place,
                    None => continue,
                },
                _ => continue,
            };
            return Ok(Self { kind, place });
        }
        if rest.is_some_and(|rest| rest.starts_with("//")) {
            // The rest may contain a password.
            return Err(TargetError::Unknown { text: format!("{scheme}://...") });
        }
        let path = PathBuf::from(text);
        let extension = path.extension().map(|extension| extension.to_string_lossy().to_ascii_lowercase());
        let by_extension = |kind: &&SinkKind| extension.as_deref().is_some_and(|one| kind.extensions.contains(&one));
        let kind = KINDS.iter().find(by_extension);
        let target = kind.and_then(|kind| Some(Self { kind, place: kind.in_file(path)? }));
        target.ok_or_else(|| TargetError::Unknown { text: text.to_owned() })
    }
}

impl fmt::Display for Target {
    /// Shows the target in the form of the text that it was parsed from, without a password.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = self.kind.name;
        match (&self.place, self.kind.opener) {
            (Place::Stdout(_), Opener::Stdout(_)) => f.write_str(name),
            (Place::Stdout(_), _) => write!(f, "{name}:-"),
            (Place::TextFile(path, _) | Place::Database(path, _), _) => path.display().fmt(f),
            (Place::Postgres(address, _), _) => write!(f, "{name}://{address}"),
        }
    }
}

/// The reason why a text is not a [`Target`]. No password is repeated.
///
/// ```
/// use streamlings_pipeline::sinks::{Target, TargetError};
///
/// assert_eq!("sqlite:-".parse::<Target>().unwrap_err(), TargetError::Stdout);
/// let error = "mysql://me:s3cret@localhost/lake".parse::<Target>().unwrap_err();
/// assert_eq!(error, TargetError::Unknown { text: "mysql://...".to_owned() });
/// ```
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum TargetError {
    /// The text has none of the forms.
    #[error(
        "unknown target `{text}`: expected one of\n{}  (a text can also go to standard output, with `-` as its PATH)",
        Target::help()
    )]
    Unknown {
        /// The text; of an address only its beginning.
        text: String,
    },
    /// A database on standard output.
    #[error("cannot write a database to standard output: name a file, as in `sqlite:out.sqlite`")]
    Stdout,
    /// A prefix without a path.
    #[error("the path after the colon is missing: name a file, as in `ndjson:out.txt`")]
    NoPath,
    /// A Postgres address that cannot be used.
    #[error(transparent)]
    Postgres(#[from] AddressError),
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parses_every_form() {
        for (text, kind, file) in [
            ("-", "table", None),
            ("table", "table", None),
            ("out.ndjson", "ndjson", Some("out.ndjson")),
            ("a.b/OUT.JSONL", "ndjson", Some("a.b/OUT.JSONL")),
            ("ndjson:out.txt", "ndjson", Some("out.txt")),
            ("ndjson:-", "ndjson", None),
            ("out.csv", "csv", Some("out.csv")),
            ("csv:table", "csv", Some("table")),
            ("out.sqlite", "sqlite", Some("out.sqlite")),
            ("out.db", "sqlite", Some("out.db")),
            ("sqlite::memory:", "sqlite", Some(":memory:")),
        ] {
            let target: Target = text.parse().expect(text);
            assert_eq!((target.kind.name, target.file()), (kind, file.map(Path::new)), "{text}");
            assert_eq!(target.is_stdout(), file.is_none());
        }
        let server: Target = "postgresql://me:s3cret@host/lake".parse().unwrap();
        assert_eq!(server.to_string(), "postgres://host:5432/lake");
    }

    #[test]
    fn each_kind_can_be_named_by_its_own_forms() {
        for kind in KINDS {
            for form in kind.forms().split(", ") {
                let target: Target = form.parse().expect(form);
                assert_eq!(target.kind.name, kind.name, "{form}");
            }
            for extension in kind.extensions {
                let target: Target = format!("out.{extension}").parse().expect(extension);
                assert_eq!(target.kind.name, kind.name, "{extension}");
            }
        }
    }

    #[test]
    fn refuses_other_texts_and_lists_the_forms() {
        for text in ["", "out", "out.xml", "Table", "nosuch:out", "postgres", "table:x"] {
            let error = text.parse::<Target>().expect_err(text).to_string();
            let forms = ["table, -", "out.ndjson", "out.csv", "out.sqlite", "ndjson:PATH", "postgres://"];
            for expected in [text].into_iter().chain(forms) {
                assert!(error.contains(expected), "{error}");
            }
        }
        assert_eq!("sqlite:-".parse::<Target>().unwrap_err(), TargetError::Stdout);
        assert_eq!("ndjson:".parse::<Target>().unwrap_err(), TargetError::NoPath);
        assert_eq!("sqlite:".parse::<Target>().unwrap_err(), TargetError::NoPath);
        let error = "mysql://me:s3cret@host/db".parse::<Target>().unwrap_err().to_string();
        assert!(error.contains("mysql://") && !error.contains("s3cret"), "{error}");
    }

    #[test]
    fn the_readme_lists_every_form() {
        let readme = include_str!("../../README.md");
        assert!(readme.contains(&Target::help()), "copy this into README.md:\n{}", Target::help());
    }
}
