//! One call of Cargo that builds the checks of a chapter.

use std::ffi::OsString;
use std::io;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

use crate::ansi;
use crate::chapter::Chapter;
use crate::process::{self, Bounds, End, Source};

/// What came of a build.
#[derive(Debug)]
pub enum Built {
    /// The program that runs the checks, and where rustc warns that something is made and not used, such as a future
    /// that nobody awaits.
    Program { program: PathBuf, unused: Vec<Diagnostic> },
    /// It does not compile.
    Errors(Vec<Diagnostic>),
    /// It was told to stop.
    Cancelled,
}

/// An error or a warning, as rustc prints it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    pub rendered: String,
    /// The file of its first mark, from the root of the workspace, and the line.
    pub place: Option<(PathBuf, usize)>,
}

/// Why Cargo built nothing, though no code is wrong.
#[derive(Debug, thiserror::Error)]
pub enum CargoError {
    #[error(
        "cargo cannot be started ({source}). Is Rust installed, and its folder on the PATH? `cargo --version` should \
         print a version."
    )]
    Missing { source: io::Error },
    #[error("cargo could not build {package}. It says:\n{said}")]
    Failed { package: String, said: String },
    #[error(
        "cargo built no checks for {package}: is `[[test]]` with the name `{test}` in the Cargo.toml of the exercise? \
         The course came with it: restore it."
    )]
    NoProgram { package: String, test: String },
}

/// A call of Cargo at the root of the workspace, as a learner would make it.
pub fn command(root: &Path) -> Command {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| OsString::from("cargo"));
    let mut command = Command::new(cargo);
    command.current_dir(root);
    // `cargo run` has described the runner's package here. What builds differently under these names would be built
    // again and again.
    for (name, _) in std::env::vars_os() {
        let described = name.to_str().is_some_and(|name| {
            ["CARGO_PKG_", "CARGO_MANIFEST_", "CARGO_BIN_", "CARGO_CRATE_NAME"]
                .iter()
                .any(|part| name.starts_with(part))
        });
        if described {
            command.env_remove(name);
        }
    }
    command
}

/// Builds the checks of a chapter for its exercise. Each line that Cargo says goes to `on_line` as it comes.
pub fn build_checks(
    root: &Path,
    chapter: &Chapter,
    color: bool,
    bounds: Bounds,
    mut on_line: impl FnMut(&str),
) -> Result<Built, CargoError> {
    let format = if color { "json-diagnostic-rendered-ansi" } else { "json" };
    let mut build = command(root);
    build
        .args(["test", "--no-run", "--package", &chapter.package, "--test", &chapter.folder])
        .args(["--message-format", format]);
    let (mut answer, mut said) = (Answer::default(), String::new());
    let end = process::run(&mut build, bounds, |source, line| match source {
        Source::Output => answer.read(line, &chapter.folder),
        Source::Errors => {
            on_line(line);
            said.push_str(line.trim_end());
            said.push('\n');
        }
    });
    let End::Exited(status) = end.map_err(|source| CargoError::Missing { source })? else {
        return Ok(Built::Cancelled);
    };
    let package = chapter.package.clone();
    if !answer.errors.is_empty() {
        return Ok(Built::Errors(answer.errors));
    }
    if !status.success() {
        return Err(CargoError::Failed { package, said });
    }
    let Answer { program, unused, .. } = answer;
    program
        .map(|program| Built::Program { program, unused })
        .ok_or_else(|| CargoError::NoProgram { package, test: chapter.folder.clone() })
}

/// Cargo's messages, one JSON object a line, as far as they matter here.
#[derive(Debug, Default)]
struct Answer {
    program: Option<PathBuf>,
    errors: Vec<Diagnostic>,
    unused: Vec<Diagnostic>,
}

impl Answer {
    fn read(&mut self, line: &str, test: &str) {
        // What a build script prints may stand between the messages.
        let Ok(message) = serde_json::from_str::<Value>(line) else { return };
        match message["reason"].as_str() {
            Some("compiler-message") => self.read_diagnostic(&message["message"]),
            Some("compiler-artifact") => {
                let target = &message["target"];
                let is_test = target["kind"].as_array().is_some_and(|kinds| kinds.iter().any(|kind| kind == "test"));
                if is_test && target["name"] == test {
                    self.program = message["executable"].as_str().map(PathBuf::from);
                }
            }
            _ => {}
        }
    }

    fn read_diagnostic(&mut self, diagnostic: &Value) {
        let is_error = diagnostic["level"].as_str().is_some_and(|level| level.starts_with("error"));
        let spans = diagnostic["spans"].as_array().map(Vec::as_slice).unwrap_or_default();
        // The last one only counts the others: "aborting due to 2 previous errors".
        let counts = diagnostic["code"].is_null() && spans.is_empty() && !self.errors.is_empty();
        let is_unused = diagnostic["code"]["code"] == "unused_must_use";
        if ((is_error && !counts) || is_unused)
            && let Some(rendered) = diagnostic["rendered"].as_str()
        {
            let first = spans.iter().find(|span| span["is_primary"] == true);
            let place = first.and_then(|span| {
                Some((PathBuf::from(span["file_name"].as_str()?), span["line_start"].as_u64()? as usize))
            });
            let rendered = if is_unused { without_advice(rendered) } else { rendered.to_owned() };
            let diagnostic = Diagnostic { rendered, place };
            let known = if is_error { &mut self.errors } else { &mut self.unused };
            // The library may be compiled more than once.
            if !known.contains(&diagnostic) {
                known.push(diagnostic);
            }
        }
    }
}

/// A warning without what follows from not heeding it: how to turn it off, and `let _ =`, which forgets the `.await` for
/// good.
fn without_advice(rendered: &str) -> String {
    let is_advice = |line: &&str| {
        let line = ansi::without_colors(line);
        line.starts_with("help:") || line.trim_start().starts_with("= note: `#[warn(")
    };
    let kept: Vec<&str> = rendered.lines().take_while(|line| !is_advice(line)).collect();
    kept.join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(lines: &[&str]) -> Answer {
        let mut answer = Answer::default();
        for line in lines {
            answer.read(line, "0-a");
        }
        answer
    }

    #[test]
    fn the_program_is_that_of_the_test() {
        let answer = answer(&[
            r#"{"reason":"compiler-artifact","target":{"name":"0-a","kind":["bin"]},"executable":"/t/bin"}"#,
            r#"{"reason":"compiler-artifact","target":{"name":"0-a","kind":["test"]},"executable":"/t/a b"}"#,
            r#"{"reason":"compiler-artifact","target":{"name":"a","kind":["lib"]},"executable":null}"#,
            r#"{"reason":"build-finished","success":true}"#,
            "no JSON",
        ]);
        assert_eq!(answer.program, Some(PathBuf::from("/t/a b")));
        assert!(answer.errors.is_empty());
    }

    #[test]
    fn errors_are_kept_in_their_order_without_counts_and_most_warnings() {
        let message = |level: &str, code: &str, rendered: &str, spans: &str| {
            format!(
                r#"{{"reason":"compiler-message","message":{{"level":"{level}","code":{code},"rendered":"{rendered}","spans":[{spans}]}}}}"#
            )
        };
        let span = r#"{"file_name":"exercises/0-a/src/lib.rs","line_start":7,"is_primary":true}"#;
        let lines = [
            message("warning", "null", "unused", ""),
            message(
                "warning",
                r#"{"code":"unused_must_use"}"#,
                r"not awaited\n   = note: await\n   = note: `#[warn(unused_must_use)]`\nhelp: use `let _`",
                span,
            ),
            message("error", r#"{"code":"E0308"}"#, "first", span),
            message("error", "null", "second", span),
            message("error", r#"{"code":"E0308"}"#, "first", span),
            message("error", "null", "aborting due to 2 previous errors", ""),
            message("failure-note", "null", "for more", ""),
        ];
        let answer = answer(&lines.iter().map(String::as_str).collect::<Vec<_>>());
        let rendered: Vec<&str> = answer.errors.iter().map(|error| error.rendered.as_str()).collect();
        assert_eq!(rendered, ["first", "second"]);
        let unused: Vec<&str> = answer.unused.iter().map(|warning| warning.rendered.as_str()).collect();
        assert_eq!(unused, ["not awaited\n   = note: await"]);
        assert_eq!(answer.errors[0].place, Some((PathBuf::from("exercises/0-a/src/lib.rs"), 7)));
    }
}
