//! Cargo's JSON messages, one a line.

use std::path::{Path, PathBuf};

use serde_json::Value;

/// A message that Cargo prints with `--message-format json`.
///
/// # Examples
///
/// ```
/// use course::cargo::Message;
///
/// let line = r#"{"reason":"compiler-artifact","manifest_path":"/c/Cargo.toml","target":{"name":"a","kind":["test"]},"executable":"/t/a-1"}"#;
/// let Some(Message::Artifact { target, is_test, program, .. }) = Message::parse(line) else { panic!("an artifact") };
/// assert_eq!((target.as_str(), is_test, program), ("a", true, Some("/t/a-1".into())));
/// assert!(Message::parse("a line that a build script prints").is_none());
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Message {
    /// rustc reports an error or a warning.
    Diagnostic {
        /// The folder of the package.
        folder: PathBuf,
        /// The report.
        diagnostic: Diagnostic,
    },
    /// A target is built.
    Artifact {
        /// The folder of the package.
        folder: PathBuf,
        /// Cargo's name for the package, which no other version of it has.
        package: String,
        /// The name of the target.
        target: String,
        /// True for a library or a procedural macro.
        is_library: bool,
        /// True for an integration test, in `tests` or with `[[test]]`.
        is_test: bool,
        /// True for an example.
        is_example: bool,
        /// The program, if the target is one.
        program: Option<PathBuf>,
    },
}

/// An error or a warning of rustc.
///
/// # Examples
///
/// ```
/// use course::cargo::Message;
///
/// let line = r#"{"reason":"compiler-message","message":{"level":"error","code":{"code":"E0308"},"message":"mismatched types"}}"#;
/// let Some(Message::Diagnostic { diagnostic, .. }) = Message::parse(line) else { panic!("a diagnostic") };
/// assert_eq!((diagnostic.code.as_deref(), diagnostic.message.as_str()), (Some("E0308"), "mismatched types"));
/// assert!(!diagnostic.is_summary());
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// The level.
    pub level: Level,
    /// The code of the error, `E0308`, or the name of the lint.
    pub code: Option<String>,
    /// The message without its surroundings.
    pub message: String,
    /// The text as rustc prints it.
    pub rendered: String,
    /// The file of the first primary span, as rustc calls it, and the line.
    pub location: Option<(PathBuf, usize)>,
}

/// The level of a [`Diagnostic`].
///
/// # Examples
///
/// ```
/// use course::cargo::{Level, Message};
///
/// let line = r#"{"reason":"compiler-message","message":{"level":"warning","message":"1 warning emitted"}}"#;
/// let Some(Message::Diagnostic { diagnostic, .. }) = Message::parse(line) else { panic!("a diagnostic") };
/// assert_eq!(diagnostic.level, Level::Warning);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Level {
    /// The code does not compile.
    Error,
    /// The code compiles.
    Warning,
}

impl Message {
    /// Parses a line of Cargo's output. Returns `None` for other messages, and for what build scripts print.
    pub fn parse(line: &str) -> Option<Message> {
        let message: Value = serde_json::from_str(line).ok()?;
        let folder = message["manifest_path"].as_str().and_then(|path| Path::new(path).parent());
        let folder = folder.unwrap_or(Path::new("")).to_owned();
        match message["reason"].as_str()? {
            "compiler-message" => {
                Some(Message::Diagnostic { folder, diagnostic: Diagnostic::parse(&message["message"])? })
            }
            "compiler-artifact" => {
                let target = &message["target"];
                let kinds = target["kind"].as_array().map(Vec::as_slice).unwrap_or_default();
                let is_any_of = |names: &[&str]| kinds.iter().any(|kind| names.iter().any(|name| kind == name));
                Some(Message::Artifact {
                    folder,
                    package: message["package_id"].as_str().unwrap_or_default().to_owned(),
                    target: target["name"].as_str().unwrap_or_default().to_owned(),
                    is_library: !is_any_of(&["bin", "test", "example", "bench", "custom-build"]),
                    is_test: is_any_of(&["test"]),
                    is_example: is_any_of(&["example"]),
                    program: message["executable"].as_str().map(PathBuf::from),
                })
            }
            _ => None,
        }
    }
}

impl Diagnostic {
    fn parse(diagnostic: &Value) -> Option<Diagnostic> {
        let level = match diagnostic["level"].as_str()? {
            "warning" => Level::Warning,
            level if level.starts_with("error") => Level::Error,
            _ => return None,
        };
        let text = |key: &str| diagnostic[key].as_str().unwrap_or_default().to_owned();
        let spans = diagnostic["spans"].as_array().map(Vec::as_slice).unwrap_or_default();
        let primary = spans.iter().find(|span| span["is_primary"] == true);
        let location = primary.and_then(|span| {
            Some((PathBuf::from(span["file_name"].as_str()?), usize::try_from(span["line_start"].as_u64()?).ok()?))
        });
        let code = diagnostic["code"]["code"].as_str().map(str::to_owned);
        Some(Diagnostic { level, code, message: text("message"), rendered: text("rendered"), location })
    }

    /// Returns whether the diagnostic only counts the others: "2 warnings emitted".
    pub fn is_summary(&self) -> bool {
        self.code.is_none() && self.location.is_none()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_place_is_that_of_the_first_primary_span() {
        let line = r#"{"reason":"compiler-message","manifest_path":"/t/b/Cargo.toml","message":{"level":"error","message":"mismatched","code":{"code":"E0308"},"spans":[{"is_primary":false,"file_name":"/s/c.rs","line_start":1},{"is_primary":true,"file_name":"/s/b.rs","line_start":7}]}}"#;
        let Some(Message::Diagnostic { folder, diagnostic }) = Message::parse(line) else { panic!("a diagnostic") };
        assert_eq!(folder, Path::new("/t/b"));
        assert_eq!(diagnostic.location, Some((PathBuf::from("/s/b.rs"), 7)));
        assert_eq!((diagnostic.code.as_deref(), diagnostic.is_summary()), (Some("E0308"), false));
    }

    #[test]
    fn notes_are_not_diagnostics() {
        let line =
            r#"{"reason":"compiler-message","message":{"level":"failure-note","message":"for more","spans":[]}}"#;
        assert_eq!(Message::parse(line), None);
    }
}
