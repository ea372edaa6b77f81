//! A throw-away workspace below `target`, in which every answer is the library that the checks of its chapter run on.
//!
//! One workspace, and so one call of Cargo, builds them all: what they have in common is compiled once, and both
//! cores are busy until the end.

use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::answer::{Answer, Claim};
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
    /// The checks that are compiled, where not all of the chapter's are.
    checks: Option<Cut>,
}

/// What an answer needs of the checks of its chapter.
#[derive(Clone, Debug)]
struct Cut {
    text: String,
    /// The tasks that are still whole.
    tasks: BTreeSet<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    /// What a learner begins with.
    Stub,
    /// All that the solution has.
    Solution,
    /// All that the solution has, some of which it replaces.
    Answer,
}

/// The throw-away workspace.
#[derive(Debug)]
pub(crate) struct Packages {
    root: PathBuf,
    pub(crate) folder: PathBuf,
    /// What is compiled goes here, whichever workspace asks for it.
    pub(crate) target: PathBuf,
    /// The cache of verdicts.
    pub(crate) verdicts: PathBuf,
}

/// Why the throw-away workspace cannot be made.
#[derive(Debug, thiserror::Error)]
pub(crate) enum PackagesError {
    #[error("{} cannot be read: {source}", .file.display())]
    Unreadable { file: PathBuf, source: io::Error },
    #[error("{} cannot be written: {source}", .file.display())]
    Unwritable { file: PathBuf, source: io::Error },
    #[error("{} is no Rust that can be read: {source}", .file.display())]
    Checks { file: PathBuf, source: syn::Error },
    #[error("the path {} is no Unicode, and Cargo.toml can hold no other: verify a clone in another folder", .path.display())]
    Path { path: PathBuf },
}

impl Packages {
    /// A workspace of this name: whoever verifies something else at the same time has another one.
    pub(crate) fn new(root: &Path, name: &str) -> Packages {
        let answers = root.join("target").join("answers");
        Packages {
            root: root.to_owned(),
            folder: answers.join(name),
            target: answers.join("target"),
            verdicts: answers.join("verdicts"),
        }
    }

    /// What a learner begins with.
    pub(crate) fn stub<'c>(&self, chapter: &'c Chapter) -> Package<'c> {
        self.package(format!("stub-{}", chapter.folder), chapter, Kind::Stub)
    }

    /// The solution, as the answers see it.
    pub(crate) fn solution<'c>(&self, chapter: &'c Chapter) -> Package<'c> {
        self.package(format!("solution-itself-{}", chapter.folder), chapter, Kind::Solution)
    }

    /// An answer. A wrong one is checked by the test that it must fail, a right one by all tests that can tell it from the
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

    fn package<'c>(&self, name: String, chapter: &'c Chapter, kind: Kind) -> Package<'c> {
        let folder = self.folder.join(&name);
        let lib = folder.join("src").join("lib.rs");
        Package { name, chapter, lib, folder, kind, checks: None }
    }

    /// Writes the manifests, and removes those of earlier packages. Files that are right already are not touched, so
    /// that Cargo sees what is new.
    pub(crate) fn write(&self, packages: &[&Package]) -> Result<(), PackagesError> {
        self.remove_others(packages)?;
        for (file, text) in packages.iter().map(|package| package.files()).collect::<Result<Vec<_>, _>>()?.concat() {
            write(&file, &text)?;
        }
        write(&self.folder.join("Cargo.toml"), &self.workspace_manifest(packages)?)?;
        // The versions are those of the course. Cargo adds the packages, and drops what they do not need: with the
        // lock file of an earlier run, it would choose new versions of that.
        write(&self.folder.join("Cargo.lock"), &read(&self.root.join("Cargo.lock"))?)
    }

    fn workspace_manifest(&self, packages: &[&Package]) -> Result<String, PackagesError> {
        let course = read(&self.root.join("Cargo.toml"))?;
        let members: Vec<String> = packages.iter().map(|package| format!("    {:?},\n", package.name)).collect();
        let common = sections(&course, &["workspace.package", "workspace.dependencies", "workspace.lints"]);
        let common = with_absolute_paths(&common, &self.root)?;
        // No debugger will see them, and none of them is built a second time after a small change.
        let profile = "[profile.dev]\ndebug = false\nincremental = false\nstrip = \"symbols\"\n";
        Ok(format!("[workspace]\nresolver = \"3\"\nmembers = [\n{}]\n\n{common}\n{profile}", members.concat()))
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
        if self.checks.is_some() { self.folder.join("checks.rs") } else { self.chapter.check_file.clone() }
    }

    /// Whether all tests of a task are among its checks.
    pub(crate) fn has_task(&self, id: &str) -> bool {
        self.checks.as_ref().is_none_or(|checks| checks.tasks.contains(id))
    }

    /// The texts that its verdict depends on, wherever the throw-away workspace is.
    pub(crate) fn texts(&self) -> Result<Vec<String>, PackagesError> {
        let mut texts = vec![self.name.clone()];
        for (file, text) in self.files()? {
            texts.push(file.strip_prefix(&self.folder).unwrap_or(&file).display().to_string());
            texts.push(text.replace(&self.folder.display().to_string(), ""));
        }
        if self.checks.is_none() {
            texts.push(read(&self.chapter.check_file)?);
        }
        if self.kind == Kind::Answer {
            texts.push(read(&self.lib)?);
        }
        Ok(texts)
    }

    /// The files that are written for it.
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
            Kind::Solution => files.push((self.lib.clone(), "//! The solution.\n\npub use solution::*;\n".to_owned())),
            Kind::Answer => {}
        }
        Ok(files)
    }
}

/// The checks of a chapter, to be cut down for its answers.
pub(crate) fn checks(chapter: &Chapter) -> Result<Checks, PackagesError> {
    let is_task = |name: &str| chapter.tasks.iter().any(|task| task.id == name);
    Checks::parse(read(&chapter.check_file)?, is_task)
        .map_err(|source| PackagesError::Checks { file: chapter.check_file.clone(), source })
}

/// The checks of an answer's own task, and of each task that names something which the answer has and the solution has as well:
/// all others see nothing but the solution. `None` if that may be any.
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
    tasks.insert(task);
    Ok(Some(Cut { text: checks.of_tasks(&tasks), tasks: tasks.into_iter().map(str::to_owned).collect() }))
}

fn manifest(package: &Package) -> Result<String, PackagesError> {
    let chapter = package.chapter;
    let exercise = read(&chapter.exercise_dir.join("Cargo.toml"))?;
    let (name, lib_name, test) = (&package.name, &chapter.lib, &chapter.folder);
    let (lib, checks) = (quoted(&package.lib)?, quoted(&package.check_file())?);
    let mut manifest = format!(
        "[package]\nname = \"{name}\"\nversion = \"0.0.0\"\npublish = false\n{}\n\
         [lib]\nname = \"{lib_name}\"\npath = {lib}\ntest = false\ndoctest = false\n\n\
         [[test]]\nname = \"{test}\"\npath = {checks}\n\n",
        edition(&exercise),
    );
    let copied: &[&str] = match package.kind {
        Kind::Stub => &["dependencies", "dev-dependencies", "target", "features", "lints"],
        Kind::Solution | Kind::Answer => &["dependencies", "dev-dependencies", "target", "features"],
    };
    manifest.push_str(&with_absolute_paths(&sections(&exercise, copied), &chapter.exercise_dir)?);
    if package.kind != Kind::Stub {
        let (path, package) = (quoted(&chapter.solution_dir)?, &chapter.solution_package);
        // Only what the checks call: by its features a solution may have a whole program besides.
        let table = format!("path = {path}\npackage = \"{package}\"\ndefault-features = false\n");
        manifest.extend(["\n[dependencies.solution]\n", &table]);
    }
    Ok(manifest)
}

fn read(file: &Path) -> Result<String, PackagesError> {
    fs::read_to_string(file).map_err(|source| PackagesError::Unreadable { file: file.to_owned(), source })
}

/// The files of the modules that a chapter gives to its learners, from the folder `src` of its solution: those that the stub
/// declares, and what lies below them. A solution may have more, such as a program.
pub(crate) fn modules_of(chapter: &Chapter) -> Result<Vec<PathBuf>, PackagesError> {
    // A stub that is no Rust is found by those who compile it.
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

/// The line of a manifest that says its edition.
fn edition(manifest: &str) -> String {
    let line = manifest.lines().find(|line| line.starts_with("edition"));
    line.map(|line| format!("{line}\n")).unwrap_or_default()
}

/// The tables of these names, and those below them, as they stand in a manifest: for `lints` also `[lints.rust]`.
fn sections(manifest: &str, names: &[&str]) -> String {
    let mut taken = String::new();
    let mut is_wanted = false;
    for line in manifest.lines() {
        if let Some(header) = line.trim_start().strip_prefix('[') {
            is_wanted = names.iter().any(|name| {
                header.strip_prefix(name).is_some_and(|rest| rest.starts_with(']') || rest.starts_with('.'))
            });
        }
        if is_wanted && !line.trim_start().starts_with('#') {
            taken.push_str(line);
            taken.push('\n');
        }
    }
    taken
}

/// `path = "../a"` as it is called from anywhere.
fn with_absolute_paths(manifest: &str, folder: &Path) -> Result<String, PackagesError> {
    const PATH: &str = "path = \"";
    let mut pieces = manifest.split(PATH);
    let mut result = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        let (path, rest) = piece.split_once('"').unwrap_or((piece, ""));
        result.push_str("path = ");
        result.push_str(&quoted(&folder.join(path))?);
        result.push_str(rest);
    }
    Ok(result)
}

/// A path as a string of TOML, which has the escapes of JSON.
fn quoted(path: &Path) -> Result<String, PackagesError> {
    let text = path.to_str().ok_or_else(|| PackagesError::Path { path: path.to_owned() })?;
    Ok(serde_json::Value::from(text).to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    const MANIFEST: &str = "[package]\nname = \"a\"\nedition = \"2024\"\n\n[dependencies]\nb = { path = \"../b\" }\n# Why.\n\
        c.workspace = true\n\n[dependencies.d]\npath = \"d\"\n[dependencies-of-others]\ne = 1\n\n[lints.rust]\nf = \"allow\"\n";

    #[test]
    fn a_table_is_copied_with_those_below_it() {
        let copied = sections(MANIFEST, &["dependencies", "lints"]);
        assert_eq!(
            copied,
            "[dependencies]\nb = { path = \"../b\" }\nc.workspace = true\n\n[dependencies.d]\npath = \"d\"\n\
             [lints.rust]\nf = \"allow\"\n"
        );
    }

    #[cfg(unix)]
    #[test]
    fn a_path_is_the_same_from_elsewhere() {
        let absolute = with_absolute_paths(MANIFEST, Path::new("/my course/x")).unwrap();
        assert!(absolute.contains("b = { path = \"/my course/x/../b\" }"), "{absolute}");
        assert!(absolute.contains("[dependencies.d]\npath = \"/my course/x/d\"\n"), "{absolute}");
        assert_eq!(absolute.lines().count(), MANIFEST.lines().count());
    }

    #[test]
    fn the_edition_is_that_of_the_exercise() {
        assert_eq!(edition(MANIFEST), "edition = \"2024\"\n");
        assert_eq!(edition("[package]\nedition.workspace = true\n"), "edition.workspace = true\n");
        assert_eq!(edition("[package]\n"), "");
    }
}
