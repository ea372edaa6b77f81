//! One call of Cargo for many packages, and the result for each.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::finding::counted;
use super::progress::Progress;
use crate::cargo::{CargoError, Diagnostic, Level, Message, Trouble};
use crate::process::{self, Bounds, Cancel, End, Source};

/// The messages of Cargo, by the folder of the package.
#[derive(Debug, Default)]
pub(crate) struct Compiled {
    packages: BTreeMap<PathBuf, Product>,
    /// Errors at no place in any file, such as those of the linker.
    others: Vec<Diagnostic>,
    /// The stderr of Cargo, for the case that it failed before it compiled anything.
    said: String,
    succeeded: bool,
}

/// The result of a package.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Product {
    /// The program of its checks.
    pub(crate) program: Option<PathBuf>,
    /// The diagnostics in the order in which rustc reported them, each once.
    pub(crate) diagnostics: Vec<Diagnostic>,
}

impl Compiled {
    /// Runs `cargo` (with its subcommand and packages) to the end, even if some packages do not compile. With `programs`,
    /// the number of programs of checks that it builds, shows how many are done.
    pub(crate) fn by(cargo: &mut Command, programs: Option<usize>) -> Result<Compiled, CargoError> {
        cargo.args(["--keep-going", "--message-format", "json"]);
        let (mut compiled, mut progress) = (Compiled::default(), Progress::new());
        if let Some(programs) = programs {
            let programs = counted(programs, "program");
            progress
                .announce(&format!("Compiling {programs} of checks, which takes several minutes the first time ..."));
        } else {
            progress.announce("Checking the exercises ...");
        }
        let cancel = Cancel::default();
        let bounds = Bounds { cancel: &cancel, time_limit: None };
        let end = process::run(cargo, bounds, |source, line| match source {
            Source::Output => {
                let before = compiled.programs();
                compiled.read(line);
                if let (Some(all), done) = (programs, compiled.programs())
                    && done > before
                {
                    progress.show(&format!("{done} of {all} programs compiled"));
                }
            }
            Source::Errors => {
                progress.show(without_folder(line.trim()));
                compiled.said.push_str(line.trim_end());
                compiled.said.push('\n');
            }
        });
        let end = end.map_err(|source| CargoError::Missing { source })?;
        compiled.succeeded = matches!(end, End::Exited(status) if status.success());
        Ok(compiled)
    }

    /// Returns the result of the package in this folder.
    pub(crate) fn product(&self, folder: &Path) -> Product {
        self.packages.get(folder).cloned().unwrap_or_default()
    }

    /// Returns the number of programs of checks that are there.
    fn programs(&self) -> usize {
        self.packages.values().filter(|product| product.program.is_some()).count()
    }

    /// Returns the first error of each package that has one, with its folder.
    pub(crate) fn errors(&self) -> impl Iterator<Item = (&Path, &Diagnostic)> {
        self.packages.iter().filter_map(|(folder, product)| Some((folder.as_path(), product.first_error()?)))
    }

    /// Returns the stderr of Cargo if it failed although no package has an error.
    pub(crate) fn failure(&self, package: &str) -> Option<CargoError> {
        if self.succeeded {
            return None;
        }
        let package = package.to_owned();
        let has_errors = self.errors().next().is_some();
        let output = if has_errors { "" } else { self.said.as_str() };
        if let Some((trouble, evidence)) = Trouble::recognize(&self.others, output) {
            return Some(CargoError::Machine { package, trouble, evidence });
        }
        (!has_errors).then(|| CargoError::Failed { package, stderr: self.said.clone() })
    }

    fn read(&mut self, line: &str) {
        match Message::parse(line) {
            Some(Message::Artifact { folder, is_test, program, .. }) => {
                let product = self.packages.entry(folder).or_default();
                if is_test {
                    product.program = program;
                }
            }
            Some(Message::Diagnostic { folder, diagnostic }) if !diagnostic.is_summary() => {
                let product = self.packages.entry(folder).or_default();
                if !product.diagnostics.contains(&diagnostic) {
                    product.diagnostics.push(diagnostic);
                }
            }
            Some(Message::Diagnostic { diagnostic, .. }) if diagnostic.level == Level::Error => {
                self.others.push(diagnostic);
            }
            _ => {}
        }
    }
}

impl Product {
    pub(crate) fn first_error(&self) -> Option<&Diagnostic> {
        self.diagnostics.iter().find(|diagnostic| diagnostic.level == Level::Error)
    }
}

/// Returns a line of Cargo, such as `Compiling a v0.1.0 (/folder/a)`, without the folder.
fn without_folder(line: &str) -> &str {
    line.split_once(" (").map_or(line, |(begin, _)| begin)
}

#[cfg(test)]
mod tests {
    use super::*;

    const MESSAGES: &str = r#"
        {"reason":"compiler-artifact","manifest_path":"/t/a/Cargo.toml","target":{"kind":["lib"]},"executable":null}
        {"reason":"compiler-artifact","manifest_path":"/t/a/Cargo.toml","target":{"kind":["test"]},"executable":"/t/checks-1"}
        {"reason":"compiler-message","manifest_path":"/t/a/Cargo.toml","message":{"level":"warning","message":"unused","code":null,"spans":[{"is_primary":true,"file_name":"/s/a.rs","line_start":3}]}}
        {"reason":"compiler-message","manifest_path":"/t/a/Cargo.toml","message":{"level":"warning","message":"1 warning emitted","code":null,"spans":[]}}
        {"reason":"compiler-message","manifest_path":"/t/b/Cargo.toml","message":{"level":"error","message":"mismatched","code":{"code":"E0308"},"spans":[{"is_primary":false,"file_name":"/s/c.rs","line_start":1},{"is_primary":true,"file_name":"/s/b.rs","line_start":7}]}}
        {"reason":"compiler-message","manifest_path":"/t/b/Cargo.toml","message":{"level":"error","message":"aborting due to 1 previous error","code":null,"spans":[]}}
        what a build script printed
        {"reason":"build-finished","success":false}"#;

    fn compiled() -> Compiled {
        let mut compiled = Compiled::default();
        MESSAGES.lines().for_each(|line| compiled.read(line));
        compiled
    }

    #[test]
    fn each_package_has_its_program_and_its_diagnostics() {
        let compiled = compiled();
        let a = compiled.product(Path::new("/t/a"));
        assert_eq!(a.program, Some(PathBuf::from("/t/checks-1")));
        let [unused] = a.diagnostics.as_slice() else { panic!("one warning: {:?}", a.diagnostics) };
        assert_eq!((unused.level, unused.message.as_str()), (Level::Warning, "unused"));
        assert_eq!(unused.location, Some((PathBuf::from("/s/a.rs"), 3)));
        assert_eq!(a.first_error(), None);
        let b = compiled.product(Path::new("/t/b"));
        assert_eq!(b.program, None);
        assert_eq!(b.first_error().unwrap().location, Some((PathBuf::from("/s/b.rs"), 7)));
        assert_eq!(b.diagnostics.len(), 1);
        assert_eq!(compiled.product(Path::new("/t/c")), Product::default());
    }

    #[test]
    fn programs_of_checks_are_counted() {
        assert_eq!(compiled().programs(), 1);
    }

    #[test]
    fn a_line_of_cargo_is_shown_without_its_folder() {
        assert_eq!(without_folder("Compiling a v0.1.0 (/folder/a)"), "Compiling a v0.1.0");
        assert_eq!(without_folder("Compiling libc v0.2.191"), "Compiling libc v0.2.191");
    }

    #[test]
    fn cargo_itself_failed_only_if_no_package_is_to_blame() {
        assert!(compiled().failure("p").is_none());
        let compiled = Compiled { said: "error: no such dependency".to_owned(), ..Compiled::default() };
        let failure = compiled.failure("p").unwrap();
        assert!(
            matches!(&failure, CargoError::Failed { stderr, .. } if stderr == "error: no such dependency"),
            "{failure}"
        );
    }

    #[test]
    fn trouble_of_the_machine_is_no_finding() {
        let mut compiled = compiled();
        compiled.read(
            r#"{"reason":"compiler-message","manifest_path":"/t/b/Cargo.toml","message":{"level":"error","message":"linker `cc` not found","rendered":"error: linker `cc` not found","code":null,"spans":[]}}"#,
        );
        let failure = compiled.failure("p").unwrap();
        assert!(matches!(failure, CargoError::Machine { trouble: Trouble::NoLinker, .. }), "{failure}");
    }
}
