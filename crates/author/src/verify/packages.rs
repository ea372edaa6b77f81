//! A temporary workspace below `target`, in which every answer is the library that the checks of its chapter run on.
//!
//! One workspace, and so one call of Cargo, builds them all: what they have in common is compiled once, and all
//! cores are busy until the end.

use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use toml::{Table, Value, toml};

use super::answer::{Answer, Claim};
use super::batch::{Batch, Batches};
use super::checks::{self, Checks};
use crate::chapter::Chapter;
use crate::source;

/// A library, and the checks that run on it.
#[derive(Clone, Debug)]
pub(crate) struct Package<'c> {
    pub(crate) name: String,
    pub(crate) chapter: &'c Chapter,
    /// The source of the library.
    pub(crate) lib: PathBuf,
    pub(crate) folder: PathBuf,
    kind: Kind,
    /// The checks that are compiled, if not all of the chapter's are.
    checks: Option<Cut>,
}

/// The part of a chapter's checks that an answer needs.
#[derive(Clone, Debug)]
struct Cut {
    text: String,
    /// The tasks that are still whole.
    tasks: BTreeSet<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    /// The stub, with which a learner begins.
    Stub,
    /// The solution.
    Solution,
    /// The solution, in which an answer replaces a part.
    Answer,
    /// The solution, beside whose checks there are answers as modules.
    Batch,
}

/// The temporary workspace.
#[derive(Debug)]
pub(crate) struct Packages {
    root: PathBuf,
    pub(crate) folder: PathBuf,
    /// The target folder, which all these workspaces share.
    pub(crate) target: PathBuf,
    /// The cache of verdicts.
    pub(crate) verdicts: PathBuf,
}

/// The error of a temporary workspace that cannot be written.
#[derive(Debug, thiserror::Error)]
pub(crate) enum PackagesError {
    #[error("cannot read {}: {source}", .file.display())]
    Unreadable { file: PathBuf, source: io::Error },
    #[error("cannot write {}: {source}", .file.display())]
    Unwritable { file: PathBuf, source: io::Error },
    #[error("{} does not parse: {source}", .file.display())]
    Manifest { file: PathBuf, source: toml::de::Error },
    #[error("{} does not parse: {source}", .file.display())]
    Checks { file: PathBuf, source: syn::Error },
    #[error("the path {} is not Unicode, as Cargo.toml needs it: verify a clone in another folder", .path.display())]
    Path { path: PathBuf },
}

impl Packages {
    /// Creates a workspace with this name. Another verification at the same time has another name.
    pub(crate) fn new(root: &Path, name: &str) -> Packages {
        let answers = root.join("target").join("answers");
        Packages {
            root: root.to_owned(),
            folder: answers.join(name),
            target: answers.join("target"),
            verdicts: answers.join("verdicts"),
        }
    }

    /// Returns the package of a stub.
    pub(crate) fn stub<'c>(&self, chapter: &'c Chapter) -> Package<'c> {
        self.package(format!("stub-{}", chapter.folder), chapter, Kind::Stub)
    }

    /// Returns the package of a solution, as the answers use it.
    pub(crate) fn solution<'c>(&self, chapter: &'c Chapter) -> Package<'c> {
        self.package(format!("solution-itself-{}", chapter.folder), chapter, Kind::Solution)
    }

    /// Returns the package of an answer. A wrong one is checked by the test that it must fail, a right one by all tests that can tell it from the
    /// solution.
    pub(crate) fn answer<'c>(
        &self,
        chapter: &'c Chapter,
        answer: &Answer,
        checks: &Checks,
    ) -> Result<Package<'c>, PackagesError> {
        let (kind, checks) = match &answer.claim {
            Claim::Right { task } => ("right", tasks_that_see(chapter, answer, task, checks)?),
            Claim::Wrong { test, .. } => ("wrong", Some(Cut { text: checks.of_test(test), tasks: BTreeSet::new() })),
        };
        let stem = answer.file.file_stem().unwrap_or_default().to_string_lossy();
        let package = self.package(format!("{kind}-{}-{stem}", chapter.folder), chapter, Kind::Answer);
        Ok(Package { lib: answer.file.clone(), checks, ..package })
    }

    /// Returns the package of a batch of answers.
    pub(crate) fn batch<'c>(&self, name: String, chapter: &'c Chapter) -> Package<'c> {
        self.package(name, chapter, Kind::Batch)
    }

    fn package<'c>(&self, name: String, chapter: &'c Chapter, kind: Kind) -> Package<'c> {
        let folder = self.folder.join(&name);
        let lib = folder.join("src").join("lib.rs");
        Package { name, chapter, lib, folder, kind, checks: None }
    }

    /// Writes the packages and the batches in which some of them are compiled, and removes earlier ones. Files that are right
    /// already are not touched, so that Cargo sees what is new.
    pub(crate) fn write(&self, packages: &[&Package], compiled: &Batches) -> Result<(), PackagesError> {
        let members = compiled.packages();
        self.remove_others(&[packages, &members].concat())?;
        let packages = packages.iter().chain(&members).map(|package| package.files());
        let mut files = packages.collect::<Result<Vec<_>, _>>()?.concat();
        files.extend(compiled.batches.iter().flat_map(Batch::files));
        for (file, text) in files {
            write(&file, &text)?;
        }
        write(&self.folder.join("Cargo.toml"), &self.workspace_manifest(&members)?)?;
        // The versions are those of the course. Cargo adds the packages, and drops what they do not need: with the
        // lock file of an earlier run, it would choose new versions of that.
        write(&self.folder.join("Cargo.lock"), &read(&self.root.join("Cargo.lock"))?)
    }

    fn workspace_manifest(&self, packages: &[&Package]) -> Result<String, PackagesError> {
        let mut course = parse(&self.root.join("Cargo.toml"))?;
        let mut workspace = match course.remove("workspace") {
            Some(Value::Table(workspace)) => workspace,
            _ => Table::new(),
        };
        workspace.retain(|name, _| ["package", "dependencies", "lints"].contains(&name));
        make_paths_absolute(&mut workspace, &self.root)?;
        workspace.insert("resolver".to_owned(), "3".into());
        let members = packages.iter().map(|package| package.name.clone().into()).collect();
        workspace.insert("members".to_owned(), Value::Array(members));
        // No debugger will see the programs, and none of them is built a second time after a small change.
        let mut manifest = toml! {
            [profile.dev]
            debug = false
            incremental = false
            strip = "symbols"
        };
        manifest.insert("workspace".to_owned(), workspace.into());
        Ok(manifest.to_string())
    }

    fn remove_others(&self, packages: &[&Package]) -> Result<(), PackagesError> {
        // Without the folder there is nothing to remove.
        for entry in fs::read_dir(&self.folder).into_iter().flatten().flatten() {
            let folder = entry.path();
            let is_package = folder.join("Cargo.toml").is_file();
            if is_package && !packages.iter().any(|package| package.folder == folder) {
                fs::remove_dir_all(&folder).map_err(|source| PackagesError::Unwritable { file: folder, source })?;
            }
        }
        Ok(())
    }
}

impl Package<'_> {
    fn check_file(&self) -> PathBuf {
        let is_own = self.checks.is_some() || self.kind == Kind::Batch;
        if is_own { self.folder.join("checks.rs") } else { self.chapter.check_file.clone() }
    }

    /// Returns the text of its checks, if these are a part of the chapter's.
    pub(crate) fn cut_checks(&self) -> Option<&str> {
        self.checks.as_ref().map(|checks| checks.text.as_str())
    }

    /// Returns whether all tests of a task are among its checks.
    pub(crate) fn has_task(&self, id: &str) -> bool {
        self.checks.as_ref().is_none_or(|checks| checks.tasks.contains(id))
    }

    /// Returns the texts that only the verdict of this package depends on. They determine the selection of its checks.
    pub(crate) fn texts(&self) -> Result<Vec<String>, PackagesError> {
        let mut texts = vec![self.name.clone()];
        for (file, text) in self.files()?.into_iter().filter(|(file, _)| *file != self.check_file()) {
            texts.push(file.strip_prefix(&self.folder).unwrap_or(&file).display().to_string());
            // The same for each temporary workspace.
            texts.push(text.replace(&self.folder.display().to_string(), ""));
        }
        if self.kind == Kind::Answer {
            texts.push(read(&self.lib)?);
        }
        Ok(texts)
    }

    /// Returns the files to be written for it.
    pub(crate) fn files(&self) -> Result<Vec<(PathBuf, String)>, PackagesError> {
        let mut files = vec![(self.folder.join("Cargo.toml"), manifest(self)?)];
        files.extend(self.checks.as_ref().map(|checks| (self.check_file(), checks.text.clone())));
        match self.kind {
            Kind::Stub => {
                // Its modules are those of the solution: a learner may have edited what the exercise has.
                let (from, to) = (self.chapter.solution_dir.join("src"), self.folder.join("src"));
                for module in modules_of(self.chapter)? {
                    files.push((to.join(&module), read(&from.join(&module))?));
                }
                files.push((self.lib.clone(), read(&self.chapter.stub_file())?));
            }
            Kind::Solution | Kind::Batch => {
                files.push((self.lib.clone(), "//! The solution.\n\npub use solution::*;\n".to_owned()));
            }
            Kind::Answer => {}
        }
        Ok(files)
    }
}

/// Parses the checks of a chapter, which are cut down for its answers.
pub(crate) fn checks(chapter: &Chapter) -> Result<Checks, PackagesError> {
    let is_task = |name: &str| chapter.tasks.iter().any(|task| task.id == name);
    Checks::parse(read(&chapter.check_file)?, &chapter.lib, is_task)
        .map_err(|source| PackagesError::Checks { file: chapter.check_file.clone(), source })
}

/// Returns the tasks whose checks see something of an answer: its own task, and each one that names an item which the answer and
/// the solution both have. The checks of all others see only the solution, and unfinished checks see nothing. Returns `None`
/// if any task may see it.
fn tasks_that_see(
    chapter: &Chapter,
    answer: &Answer,
    task: &str,
    checks: &Checks,
) -> Result<Option<Cut>, PackagesError> {
    let Some(mut names) = checks::own_names(&read(&answer.file)?) else { return Ok(None) };
    // What is not in the solution, no check can name.
    let solution = source::public_items(&read(&chapter.solution_file())?).unwrap_or_default();
    names.retain(|name| solution.iter().any(|item| item.name == *name));
    let mut tasks = checks.naming(&names);
    tasks.retain(|task| !checks.are_unfinished(task));
    tasks.insert(task);
    Ok(Some(Cut { text: checks.of_tasks(&tasks), tasks: tasks.into_iter().map(str::to_owned).collect() }))
}

fn manifest(package: &Package) -> Result<String, PackagesError> {
    let chapter = package.chapter;
    let mut exercise = parse(&chapter.exercise_dir.join("Cargo.toml"))?;
    let mut about = toml! {
        version = "0.0.0"
        publish = false
    };
    about.insert("name".to_owned(), package.name.clone().into());
    if let Some(edition) = exercise.get("package").and_then(|about| about.get("edition")) {
        about.insert("edition".to_owned(), edition.clone());
    }
    let mut lib = toml! {
        test = false
        doctest = false
    };
    lib.insert("name".to_owned(), chapter.lib.clone().into());
    lib.insert("path".to_owned(), text_of(&package.lib)?.into());
    let mut test = Table::new();
    test.insert("name".to_owned(), chapter.folder.clone().into());
    test.insert("path".to_owned(), text_of(&package.check_file())?.into());
    let copied: &[&str] = match package.kind {
        Kind::Stub => &["dependencies", "dev-dependencies", "target", "features", "lints"],
        Kind::Solution | Kind::Answer | Kind::Batch => &["dependencies", "dev-dependencies", "target", "features"],
    };
    exercise.retain(|name, _| copied.contains(&name));
    make_paths_absolute(&mut exercise, &chapter.exercise_dir)?;
    let mut manifest = exercise;
    manifest.insert("package".to_owned(), about.into());
    manifest.insert("lib".to_owned(), lib.into());
    manifest.insert("test".to_owned(), Value::Array(vec![test.into()]));
    if package.kind != Kind::Stub {
        // Without default features: by them a solution may have more than the checks call.
        let mut solution = toml! { default-features = false };
        solution.insert("path".to_owned(), text_of(&chapter.solution_dir)?.into());
        solution.insert("package".to_owned(), chapter.solution_package.clone().into());
        let dependencies = manifest.entry("dependencies").or_insert_with(|| Table::new().into());
        if let Value::Table(dependencies) = dependencies {
            dependencies.insert("solution".to_owned(), solution.into());
        }
    }
    Ok(manifest.to_string())
}

fn read(file: &Path) -> Result<String, PackagesError> {
    fs::read_to_string(file).map_err(|source| PackagesError::Unreadable { file: file.to_owned(), source })
}

/// Returns the files of the modules that a chapter gives to its learners, from the folder `src` of its solution: those that
/// the stub declares, and what is below them. A solution may have more.
pub(crate) fn modules_of(chapter: &Chapter) -> Result<Vec<PathBuf>, PackagesError> {
    // A stub that does not parse is found when it is compiled.
    let declared = source::modules(&read(&chapter.stub_file())?).unwrap_or_default();
    let mut found = files_below(&chapter.solution_dir.join("src"))?;
    found.retain(|file| {
        let first = file.components().next().map(|first| Path::new(first.as_os_str()).with_extension(""));
        first.is_some_and(|first| declared.contains(&*first.to_string_lossy()))
    });
    Ok(found)
}

fn files_below(folder: &Path) -> Result<Vec<PathBuf>, PackagesError> {
    let unreadable = |source| PackagesError::Unreadable { file: folder.to_owned(), source };
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).map_err(unreadable)? {
        let entry = entry.map_err(unreadable)?;
        let name = PathBuf::from(entry.file_name());
        if entry.path().is_dir() {
            found.extend(files_below(&entry.path())?.into_iter().map(|module| name.join(module)));
        } else {
            found.push(name);
        }
    }
    found.sort();
    Ok(found)
}

fn write(file: &Path, text: &str) -> Result<(), PackagesError> {
    if fs::read_to_string(file).is_ok_and(|old| old == text) {
        return Ok(());
    }
    let folder = file.parent().unwrap_or(file);
    fs::create_dir_all(folder)
        .and_then(|()| fs::write(file, text))
        .map_err(|source| PackagesError::Unwritable { file: file.to_owned(), source })
}

/// Parses a manifest.
fn parse(file: &Path) -> Result<Table, PackagesError> {
    read(file)?.parse().map_err(|source| PackagesError::Manifest { file: file.to_owned(), source })
}

/// Replaces each `path = "../a"` in a manifest from `folder` by the same path from anywhere.
fn make_paths_absolute(table: &mut Table, folder: &Path) -> Result<(), PackagesError> {
    for (name, value) in table {
        match value {
            Value::String(path) if name == "path" => text_of(&folder.join(&*path))?.clone_into(path),
            Value::Table(table) => make_paths_absolute(table, folder)?,
            _ => {}
        }
    }
    Ok(())
}

/// Returns a path as text.
fn text_of(path: &Path) -> Result<&str, PackagesError> {
    path.to_str().ok_or_else(|| PackagesError::Path { path: path.to_owned() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[cfg(unix)]
    #[test]
    fn a_path_is_the_same_from_elsewhere() {
        let mut manifest = toml! {
            [dependencies]
            b = { path = "../b" }
            c.workspace = true
            [dependencies.d]
            path = "d"
            [target."cfg(unix)".dependencies]
            e = { path = "/e" }
        };
        make_paths_absolute(&mut manifest, Path::new("/my course/x")).unwrap();
        let expected = toml! {
            [dependencies]
            b = { path = "/my course/x/../b" }
            c.workspace = true
            [dependencies.d]
            path = "/my course/x/d"
            [target."cfg(unix)".dependencies]
            e = { path = "/e" }
        };
        assert_eq!(manifest, expected);
    }

    #[test]
    fn a_manifest_has_what_the_exercise_needs_and_no_more() {
        let root = tempfile::tempdir().unwrap();
        let chapter = Chapter::new(root.path(), "0-a-name", Vec::new()).unwrap();
        fs::create_dir_all(&chapter.exercise_dir).unwrap();
        let exercise = "[package]\nname = \"ex\"\nedition.workspace = true\n[[bin]]\nname = \"b\"\n[features]\nf = []\n\
                        [lints.rust]\nunused = \"allow\"\n";
        fs::write(chapter.exercise_dir.join("Cargo.toml"), exercise).unwrap();
        let packages = Packages::new(root.path(), "all");
        let stub: Table = manifest(&packages.stub(&chapter)).unwrap().parse().unwrap();
        let tables: Vec<&str> = stub.keys().map(String::as_str).collect();
        assert_eq!(tables, ["features", "lib", "lints", "package", "test"]);
        assert_eq!(stub["package"]["edition"]["workspace"], true.into());
        assert_eq!(stub["lib"]["name"], "a_name".into());
        let solution: Table = manifest(&packages.solution(&chapter)).unwrap().parse().unwrap();
        assert_eq!(solution["dependencies"]["solution"]["package"], "solution-0-a-name".into());
        assert!(!solution.contains_key("lints"));
    }
}
