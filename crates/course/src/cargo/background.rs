//! Builds for later, with low priority: nobody waits for them.

use std::collections::BTreeSet;
use std::num::NonZero;
use std::path::Path;

use super::message::{Level, Message};
use super::trouble::Trouble;
use super::{CargoError, command, command_for_checks};
use crate::chapter::Chapter;
use crate::process::{self, Bounds, End, Source, Tail};

/// Counts the crates that the checks of these chapters need, with their exercises. Returns `None` if it was cancelled.
///
/// # Errors
///
/// Returns an error if Cargo cannot be started or fails, for example because a crate cannot be downloaded.
pub fn count_crates(root: &Path, chapters: &[Chapter], bounds: Bounds) -> Result<Option<usize>, CargoError> {
    let mut tree = command(root);
    tree.args(["tree", "--edges", "normal,build,dev", "--prefix", "none", "--format", "{p}"]);
    for chapter in chapters {
        tree.args(["--package", &chapter.package]);
    }
    let (mut crates, mut stderr) = (BTreeSet::new(), Tail::default());
    let end = process::run_in_background(&mut tree, bounds, |source, line| match source {
        Source::Output => drop(crate_in(line).map(|name| crates.insert(name))),
        Source::Errors => stderr.push(line),
    });
    match end.map_err(|source| CargoError::Missing { source })? {
        End::Exited(status) if status.success() => Ok(Some(crates.len())),
        End::Exited(_) => Err(failure("the crates of the course", &stderr)),
        End::Cancelled | End::TimedOut => Ok(None),
    }
}

/// Returns the crate in a line of `cargo tree`: `serde v1.0.0 (proc-macro) (*)`. Empty lines separate the packages.
fn crate_in(line: &str) -> Option<String> {
    let (name, rest) = line.split_once(" v")?;
    let version = rest.split(' ').next().unwrap_or(rest);
    Some(format!("{name} {version}"))
}

/// Builds the checks of a chapter with low priority, by the same command as [`build_checks`](super::build_checks), so that
/// nothing has to be built again. Calls `on_crate` with Cargo's name for each crate that is built, also if it was before.
///
/// Compile errors are no failure: they are shown when the chapter is checked. Returns `false` if it was cancelled.
///
/// # Errors
///
/// Returns an error if Cargo cannot be started, or fails for another reason than the code.
pub fn build_checks_in_background(
    root: &Path,
    chapter: &Chapter,
    jobs: NonZero<usize>,
    bounds: Bounds,
    mut on_crate: impl FnMut(&str),
) -> Result<bool, CargoError> {
    let mut build = command_for_checks(root, chapter, "json");
    build.args(["--jobs", &jobs.to_string()]);
    let (mut errors, mut stderr) = (Vec::new(), Tail::default());
    let end = process::run_in_background(&mut build, bounds, |source, line| match source {
        Source::Output => match Message::parse(line) {
            Some(Message::Artifact { package, is_library: true, .. }) => on_crate(&package),
            Some(Message::Diagnostic { diagnostic, .. }) if diagnostic.level == Level::Error => errors.push(diagnostic),
            _ => {}
        },
        Source::Errors => stderr.push(line),
    });
    let End::Exited(status) = end.map_err(|source| CargoError::Missing { source })? else { return Ok(false) };
    if status.success() {
        return Ok(true);
    }
    let package = chapter.package.clone();
    match Trouble::recognize(&errors, &stderr.text()) {
        Some((trouble, evidence)) => Err(CargoError::Machine { package, trouble, evidence }),
        None if errors.is_empty() => Err(CargoError::Failed { package, stderr: stderr.text() }),
        None => Ok(true),
    }
}

fn failure(package: &str, stderr: &Tail) -> CargoError {
    let package = package.to_owned();
    match Trouble::recognize(&[], &stderr.text()) {
        Some((trouble, evidence)) => CargoError::Machine { package, trouble, evidence },
        None => CargoError::Failed { package, stderr: stderr.text() },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_crate_counts_once_by_name_and_version() {
        let lines =
            "ex0-a v0.1.0 (/c/exercises/0-a)\nsyn v2.0.1\nserde v1.0.0 (proc-macro)\n\nsyn v3.0.0\nsyn v2.0.1 (*)\n";
        let crates: BTreeSet<String> = lines.lines().filter_map(crate_in).collect();
        assert_eq!(crates.into_iter().collect::<Vec<_>>(), ["ex0-a 0.1.0", "serde 1.0.0", "syn 2.0.1", "syn 3.0.0"]);
    }
}
