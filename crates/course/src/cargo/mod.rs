//! Running Cargo, and reading its JSON messages.

mod background;
mod message;
mod trouble;

use std::ffi::OsString;
use std::io;
use std::path::{Path, PathBuf};
use std::process::Command;

pub use self::background::{build_checks_in_background, count_crates};
pub use self::message::{Diagnostic, Level, Message};
pub use self::trouble::Trouble;
use crate::ansi;
use crate::chapter::Chapter;
use crate::process::{self, Bounds, End, Source};

/// The result of a build of checks.
///
/// # Examples
///
/// ```
/// # use std::path::Path;
/// # use course::chapter::{Chapter, Task};
/// # let task = Task::new("seeded", ["is_fast"]);
/// # let root = tempfile::tempdir()?;
/// # let chapter = Chapter::new(root.path(), "0-async-generator", vec![task.clone()]).unwrap();
/// # std::fs::create_dir(root.path().join("tests"))?;
/// use course::cargo::{Built, build_checks};
/// use course::process::{Bounds, Cancel};
///
/// std::fs::write(root.path().join("Cargo.toml"), "[package]\nname = \"ex0-async-generator\"\n[workspace]\n")?;
/// std::fs::write(&chapter.check_file, "compile_error!(\"no checks yet\");\n")?;
/// let bounds = Bounds { cancel: &Cancel::default(), time_limit: None };
/// let built = build_checks(root.path(), &chapter, false, bounds, |_| {})?;
/// assert!(matches!(built, Built::Errors(errors) if errors[0].message == "no checks yet"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug)]
pub enum Built {
    /// The checks compile.
    Program {
        /// The program that runs them.
        program: PathBuf,
        /// The warnings about values that are created and not used, such as a future that nobody awaits.
        unused: Vec<Diagnostic>,
    },
    /// The checks do not compile.
    Errors(Vec<Diagnostic>),
    /// The build was cancelled.
    Cancelled,
}

/// The error for a build that failed although no code is wrong.
///
/// # Examples
///
/// ```
/// # use std::path::Path;
/// # use course::chapter::{Chapter, Task};
/// # let task = Task::new("seeded", ["is_fast"]);
/// # let root = tempfile::tempdir()?;
/// # let chapter = Chapter::new(root.path(), "0-async-generator", vec![task.clone()]).unwrap();
/// use course::cargo::build_checks;
/// use course::process::{Bounds, Cancel};
///
/// std::fs::write(root.path().join("Cargo.toml"), "no manifest")?;
/// let bounds = Bounds { cancel: &Cancel::default(), time_limit: None };
/// let error = build_checks(root.path(), &chapter, false, bounds, |_| {}).unwrap_err();
/// assert!(error.to_string().starts_with("cargo could not build ex0-async-generator:\n"));
/// # Ok::<(), std::io::Error>(())
/// ```
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum CargoError {
    /// Cargo cannot be started.
    #[error(
        "cannot run cargo: is Rust installed, and its folder on the PATH? `cargo --version` should print a version"
    )]
    Missing {
        /// The error of the system.
        source: io::Error,
    },
    /// Cargo reported an error of its own.
    #[error("cargo could not build {package}:\n{stderr}")]
    Failed {
        /// The package.
        package: String,
        /// The messages of Cargo.
        stderr: String,
    },
    /// The machine is the reason, and not the code.
    #[error("cannot build {package}: {trouble}. Your code is not the reason. {}\nThe evidence: {evidence}", .trouble.advice())]
    Machine {
        /// The package.
        package: String,
        /// The trouble.
        trouble: Trouble,
        /// The line of Cargo's or rustc's output that says so.
        evidence: String,
    },
    /// There is no test target of this name.
    #[error(
        "cargo built no checks for {package}: is `[[test]]` with the name `{test}` in the Cargo.toml of the exercise? \
         The file came with the course; restore it"
    )]
    NoProgram {
        /// The package.
        package: String,
        /// The name of the target.
        test: String,
    },
}

/// Returns a call of Cargo at the root of the workspace, in the environment of a learner's shell.
pub fn command(root: &Path) -> Command {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| OsString::from("cargo"));
    let mut command = Command::new(cargo);
    command.current_dir(root);
    remove_package_variables(&mut command);
    command
}

/// Removes the variables in which `cargo run` describes its own package. Crates that read them would be built again and
/// again.
pub fn remove_package_variables(command: &mut Command) {
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
}

/// Builds the checks of a chapter for its exercise. Calls `on_line` with each line that Cargo prints, as it comes.
///
/// # Errors
///
/// Returns an error if Cargo cannot be started, fails for another reason than the code, or builds no checks.
pub fn build_checks(
    root: &Path,
    chapter: &Chapter,
    color: bool,
    bounds: Bounds,
    mut on_line: impl FnMut(&str),
) -> Result<Built, CargoError> {
    let cargo = command_for_checks(root, chapter, message_format(color));
    let built = build_program(cargo, chapter, &Wanted::Test(&chapter.folder), bounds, &mut on_line)?;
    built.ok_or_else(|| CargoError::NoProgram { package: chapter.package.clone(), test: chapter.folder.clone() })
}

/// Builds an example of a chapter's exercise. Calls `on_line` with each line that Cargo prints, as it comes.
///
/// # Errors
///
/// Returns an error if Cargo cannot be started, or fails for another reason than the code.
pub fn build_example(
    root: &Path,
    chapter: &Chapter,
    example: &str,
    color: bool,
    bounds: Bounds,
    mut on_line: impl FnMut(&str),
) -> Result<Built, CargoError> {
    let mut cargo = command(root);
    cargo.args(["build", "--package", &chapter.package, "--example", example]);
    cargo.args(["--message-format", message_format(color)]);
    let built = build_program(cargo, chapter, &Wanted::Example(example), bounds, &mut on_line)?;
    let stderr = format!("`{example}` is no program");
    built.ok_or_else(|| CargoError::Failed { package: chapter.package.clone(), stderr })
}

fn message_format(color: bool) -> &'static str {
    if color { "json-diagnostic-rendered-ansi" } else { "json" }
}

/// The target of a build whose program is wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Wanted<'n> {
    Test(&'n str),
    Example(&'n str),
}

/// Runs a build. Returns `None` if it has built no such program.
fn build_program(
    mut cargo: Command,
    chapter: &Chapter,
    wanted: &Wanted,
    bounds: Bounds,
    on_line: &mut impl FnMut(&str),
) -> Result<Option<Built>, CargoError> {
    let (mut messages, mut stderr) = (BuildMessages::default(), String::new());
    let end = process::run(&mut cargo, bounds, |source, line| match source {
        Source::Output => messages.read(line, wanted),
        Source::Errors => {
            on_line(line);
            stderr.push_str(line.trim_end());
            stderr.push('\n');
        }
    });
    let End::Exited(status) = end.map_err(|source| CargoError::Missing { source })? else {
        return Ok(Some(Built::Cancelled));
    };
    let package = chapter.package.clone();
    if !status.success()
        && let Some((trouble, evidence)) = Trouble::recognize(&messages.errors, &stderr)
    {
        return Err(CargoError::Machine { package, trouble, evidence });
    }
    if !messages.errors.is_empty() {
        return Ok(Some(Built::Errors(messages.errors)));
    }
    if !status.success() {
        return Err(CargoError::Failed { package, stderr });
    }
    let BuildMessages { program, unused, .. } = messages;
    Ok(program.map(|program| Built::Program { program, unused }))
}

/// Returns the command that builds the checks of a chapter. Whoever builds them must use this one: other features or another
/// profile would build other crates.
fn command_for_checks(root: &Path, chapter: &Chapter, message_format: &str) -> Command {
    let mut build = command(root);
    build
        .args(["test", "--no-run", "--package", &chapter.package, "--test", &chapter.folder])
        .args(["--message-format", message_format]);
    build
}

/// The messages of Cargo that matter for a build of checks.
#[derive(Debug, Default)]
struct BuildMessages {
    program: Option<PathBuf>,
    errors: Vec<Diagnostic>,
    unused: Vec<Diagnostic>,
}

impl BuildMessages {
    fn read(&mut self, line: &str, wanted: &Wanted) {
        match Message::parse(line) {
            Some(Message::Diagnostic { diagnostic, .. }) => self.add(diagnostic),
            Some(Message::Artifact { target, is_test, is_example, program, .. }) => match wanted {
                Wanted::Test(test) if is_test && target == *test => self.program = program,
                Wanted::Example(example) if is_example && target == *example => self.program = program,
                _ => {}
            },
            None => {}
        }
    }

    fn add(&mut self, mut diagnostic: Diagnostic) {
        let known = match diagnostic.level {
            // The summary counts the others: "aborting due to 2 previous errors".
            Level::Error if diagnostic.is_summary() && !self.errors.is_empty() => return,
            Level::Error => &mut self.errors,
            Level::Warning if diagnostic.code.as_deref() == Some("unused_must_use") => {
                diagnostic.rendered = without_advice(&diagnostic.rendered);
                &mut self.unused
            }
            Level::Warning => return,
        };
        // The library may be compiled more than once.
        if !known.contains(&diagnostic) {
            known.push(diagnostic);
        }
    }
}

/// Removes the advice from a warning: how to turn it off, and `let _ =`, with which the `.await` would be forgotten for
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

    fn output(lines: &[&str]) -> BuildMessages {
        let mut output = BuildMessages::default();
        for line in lines {
            output.read(line, &Wanted::Test("0-a"));
        }
        output
    }

    #[test]
    fn the_program_is_that_of_the_test() {
        let output = output(&[
            r#"{"reason":"compiler-artifact","target":{"name":"0-a","kind":["bin"]},"executable":"/t/bin"}"#,
            r#"{"reason":"compiler-artifact","target":{"name":"0-a","kind":["test"]},"executable":"/t/a b"}"#,
            r#"{"reason":"compiler-artifact","target":{"name":"a","kind":["lib"]},"executable":null}"#,
            r#"{"reason":"build-finished","success":true}"#,
            "no JSON",
        ]);
        assert_eq!(output.program, Some(PathBuf::from("/t/a b")));
        assert!(output.errors.is_empty());
    }

    #[test]
    fn an_example_is_told_from_other_targets_of_its_name() {
        let mut output = BuildMessages::default();
        for (kind, program) in [("test", "/t/test"), ("example", "/t/example"), ("bin", "/t/bin")] {
            let target = format!(r#"{{"name":"play","kind":["{kind}"]}}"#);
            let line = format!(r#"{{"reason":"compiler-artifact","target":{target},"executable":"{program}"}}"#);
            output.read(&line, &Wanted::Example("play"));
        }
        assert_eq!(output.program, Some(PathBuf::from("/t/example")));
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
        let output = output(&lines.iter().map(String::as_str).collect::<Vec<_>>());
        let rendered: Vec<&str> = output.errors.iter().map(|error| error.rendered.as_str()).collect();
        assert_eq!(rendered, ["first", "second"]);
        let unused: Vec<&str> = output.unused.iter().map(|warning| warning.rendered.as_str()).collect();
        assert_eq!(unused, ["not awaited\n   = note: await"]);
        assert_eq!(output.errors[0].location, Some((PathBuf::from("exercises/0-a/src/lib.rs"), 7)));
    }
}
