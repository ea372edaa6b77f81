//! A copy of the course, and an exercise set for rustlings, below the target folder.

use std::error::Error;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::{fs, io};

use portable_pty::CommandBuilder;

use crate::exercise::{Exercise, MEDIAN_CHAPTER, MEDIAN_LIB, median_tests};
use crate::side::{Answer, Side};
use crate::terminal::Terminal;

/// The folders and files of the course that are copied.
const PARTS: [&str; 9] =
    [".cargo", "Cargo.lock", "Cargo.toml", "benches", "book", "crates", "exercises", "solutions", "src"];

const COLUMNS: u16 = 100;

/// Enough rows for the end of what rustlings shows of a failure.
const ROWS: u16 = 100;

/// The place of everything that is written and built.
pub(crate) struct Setup {
    /// The copy of the course.
    pub(crate) course: PathBuf,
    folder: PathBuf,
}

impl Setup {
    /// Copies the course at `root`, and adds the chapter of the smallest exercise.
    pub(crate) fn new(root: &Path) -> Result<Setup, Box<dyn Error>> {
        let folder = root.join("target").join("beside_rustlings");
        let setup = Setup { course: folder.join("course"), folder };
        let _ = fs::remove_dir_all(&setup.course);
        for part in PARTS.into_iter().chain(["tests"]) {
            copy(&root.join(part), &setup.course.join(part))?;
        }
        let exercise = Path::new("exercises").join(MEDIAN_CHAPTER);
        let manifest = format!(
            "[package]\nname = \"ex{MEDIAN_CHAPTER}\"\nedition = \"2024\"\n\n[lib]\nname = \"median\"\n\n[[test]]\nname = \
             \"{MEDIAN_CHAPTER}\"\npath = \"../../tests/{MEDIAN_CHAPTER}.rs\"\n\n[dev-dependencies]\nchapter-features.workspace \
             = true\npollscope = {{ workspace = true, features = [\"testing\"] }}\n"
        );
        setup.write(&exercise.join("Cargo.toml"), &manifest)?;
        setup.write(&exercise.join("src/lib.rs"), MEDIAN_LIB)?;
        setup.write(&Path::new("tests").join(format!("{MEDIAN_CHAPTER}.rs")), "")?;
        setup.write(
            &exercise.join("README.md"),
            "# The median\n\n> a function without async\n\n1. `median`: the median.\n",
        )?;
        setup.write(&exercise.join("hints.md"), "# Hints\n\n## median\n\n1. Sort.\n2. Sort.\n3. Sort.\n4. Sort.\n")?;
        let solution = Path::new("solutions").join(MEDIAN_CHAPTER);
        let manifest = format!("[package]\nname = \"solution-{MEDIAN_CHAPTER}\"\nedition = \"2024\"\n");
        setup.write(&solution.join("Cargo.toml"), &manifest)?;
        setup.write(&solution.join("src/lib.rs"), MEDIAN_LIB)?;
        setup.write(&solution.join("stub.rs"), MEDIAN_LIB)?;
        let names = Path::new("tests/names.txt");
        let mut all = fs::read_to_string(setup.course.join(names))?;
        median_tests().try_for_each(|test| writeln!(all, "{MEDIAN_CHAPTER} median::{test}"))?;
        setup.write(names, &all)?;
        Ok(setup)
    }

    /// Starts the course's watch mode on an exercise, after everything is built.
    pub(crate) fn ours(&self, exercise: &Exercise) -> Result<Side, Box<dyn Error>> {
        let source = self.course.join("exercises").join(&exercise.chapter).join("src");
        if let Some(types) = &exercise.types {
            write(&source.join("types.rs"), types)?;
        }
        let file = source.join("lib.rs");
        write(&file, &exercise.wrong)?;
        write(&self.course.join("tests").join(format!("{}.rs", exercise.chapter)), &exercise.checks)?;
        let (program, target) = (env!("CARGO_BIN_EXE_streamlings"), self.folder.join("target"));
        let mut go_there = Command::new(program);
        go_there.args(["start", &exercise.task]).current_dir(&self.course).env("CARGO_TARGET_DIR", &target);
        must_fail(&mut go_there, "This check fails")?;
        let mut command = CommandBuilder::new(program);
        command.cwd(&self.course);
        command.env("CARGO_TARGET_DIR", &target);
        command.env("STREAMLINGS_BACKGROUND", "never");
        let is_wrong = |screen: &str| screen.contains("This check fails");
        let is_right = |screen: &str| screen.contains("passes all its checks.") || screen.contains("Every task of");
        let side = Side {
            terminal: start(command),
            file,
            wrong: Answer { text: exercise.wrong.clone(), is_verdict: is_wrong },
            right: Answer { text: exercise.right.clone(), is_verdict: is_right },
        };
        side.terminal.wait_until("the first verdict", is_wrong);
        Ok(side)
    }

    /// Starts the watch mode of rustlings on an exercise set of this exercise alone, after everything is built.
    pub(crate) fn rustlings(&self, exercise: &Exercise) -> Result<Side, Box<dyn Error>> {
        let folder = self.folder.join("rustlings").join(&exercise.name);
        let file = folder.join("exercises").join(format!("{}.rs", exercise.name));
        let text = |answer: &str| one_file(exercise, answer);
        write(&file, &text(&exercise.wrong))?;
        write(&folder.join("checks.rs"), &checks_beside(exercise))?;
        let info = format!("format_version = 1\n\n[[exercises]]\nname = \"{}\"\nhint = \"\"\n", exercise.name);
        write(&folder.join("info.toml"), &info)?;
        write(&folder.join("Cargo.toml"), &self.manifest(exercise)?)?;
        // The same versions of all crates.
        fs::copy(self.course.join("Cargo.lock"), folder.join("Cargo.lock"))?;
        must_fail(
            Command::new("rustlings").args(["run", &exercise.name]).current_dir(&folder),
            "test failed, to rerun",
        )?;
        let mut command = CommandBuilder::new("rustlings");
        command.cwd(&folder);
        let is_wrong = |screen: &str| screen.contains("test failed, to rerun") && screen.contains(":quit ?");
        let is_right = |screen: &str| screen.contains("Exercise done");
        let side = Side {
            terminal: start(command),
            file,
            wrong: Answer { text: text(&exercise.wrong), is_verdict: is_wrong },
            right: Answer { text: text(&exercise.right), is_verdict: is_right },
        };
        side.terminal.wait_until("the first verdict", is_wrong);
        Ok(side)
    }

    /// Returns the manifest of an exercise set: like that of rustlings' own exercises, with the crates that are needed.
    fn manifest(&self, exercise: &Exercise) -> Result<String, Box<dyn Error>> {
        let workspace: toml::Table = fs::read_to_string(self.course.join("Cargo.toml"))?.parse()?;
        let mut manifest = format!(
            "[workspace]\n\n[[bin]]\nname = \"{0}\"\npath = \"exercises/{0}.rs\"\n\n[package]\nname = \"exercises\"\nedition = \
             \"2024\"\npublish = false\n\n[profile.dev]\npanic = \"abort\"\n\n[dependencies]\n",
            exercise.name
        );
        for (name, features) in exercise.crates {
            let mut dependency = match &workspace["workspace"]["dependencies"][*name] {
                toml::Value::Table(table) => table.clone(),
                version => toml::Table::from_iter([("version".to_owned(), version.clone())]),
            };
            if let Some(path) = dependency.get("path").and_then(toml::Value::as_str) {
                let path = self.course.join(path).to_string_lossy().into_owned();
                dependency.insert("path".to_owned(), path.into());
            }
            let of_workspace = dependency.remove("features");
            let of_workspace = of_workspace.as_ref().and_then(toml::Value::as_array).cloned().unwrap_or_default();
            let features = features.iter().map(|feature| toml::Value::from(*feature));
            let features = of_workspace.into_iter().chain(features).collect();
            dependency.insert("features".to_owned(), toml::Value::Array(features));
            writeln!(manifest, "{name} = {}", toml::Value::Table(dependency))?;
        }
        Ok(manifest)
    }

    fn write(&self, path: &Path, text: &str) -> Result<(), Box<dyn Error>> {
        write(&self.course.join(path), text)
    }
}

/// Returns an exercise in the form of rustlings: the answer, a `main` and the tests in one file.
fn one_file(exercise: &Exercise, answer: &str) -> String {
    let types = exercise.types.as_ref().map(|types| format!("mod types {{\n{}}}\n", without_inner_docs(types)));
    let answer = match &types {
        Some(types) => answer.replacen("mod types;\n", types, 1),
        None => answer.to_owned(),
    };
    format!(
        "#![allow(dead_code)]\n\nmod answer {{\n{}}}\n\nfn main() {{}}\n\n#[cfg(test)]\ninclude!(\"../checks.rs\");\n",
        without_inner_docs(&answer)
    )
}

/// Returns the checks of an exercise for the file in which the answer stands as a module.
fn checks_beside(exercise: &Exercise) -> String {
    let checks = without_inner_docs(&exercise.checks_there);
    let library = format!("{}::", exercise.library);
    let beside = checks.replace(&format!("::{library}"), "crate::answer::");
    // Where the checks have a module of the library's name, a path without colons before it is that module's.
    let is_module = checks.contains(&format!("\nmod {} {{", exercise.library));
    if is_module { beside } else { beside.replace(&library, "crate::answer::") }
}

/// Returns the source without the documentation of the file, which may only stand at its beginning.
fn without_inner_docs(source: &str) -> &str {
    let mut rest = source;
    while rest.starts_with("//!") {
        rest = rest.split_once('\n').map_or("", |(_, rest)| rest);
    }
    rest
}

fn start(mut command: CommandBuilder) -> Terminal {
    command.env("CARGO_NET_OFFLINE", "true");
    command.env("TERM", "xterm-256color");
    command.env_remove("RUSTFLAGS");
    Terminal::start(command, COLUMNS, ROWS)
}

/// Runs a command that builds everything and then fails, because the answer is wrong. It prints `words`.
fn must_fail(command: &mut Command, words: &str) -> Result<(), Box<dyn Error>> {
    command.env("CARGO_NET_OFFLINE", "true").env_remove("RUSTFLAGS");
    let output = command.output().map_err(|error| format!("cannot run {command:?}: {error}"))?;
    let text = String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned();
    if text.contains(words) { Ok(()) } else { Err(format!("{command:?} does not print {words:?}:\n{text}").into()) }
}

fn write(path: &Path, text: &str) -> Result<(), Box<dyn Error>> {
    let failed = |error| format!("cannot write {}: {error}", path.display());
    path.parent().map_or(Ok(()), fs::create_dir_all).and_then(|()| fs::write(path, text)).map_err(failed)?;
    Ok(())
}

/// Copies a file, or a folder with all that is in it.
fn copy(from: &Path, to: &Path) -> io::Result<()> {
    if !from.is_dir() {
        return fs::copy(from, to).map(drop);
    }
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        // What else is built somewhere below.
        if entry.file_name() != "target" && entry.file_name() != "node_modules" {
            copy(&entry.path(), &to.join(entry.file_name()))?;
        }
    }
    Ok(())
}
