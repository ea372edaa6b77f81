//! `cargo course doctor`: finds what keeps the course from working, and says how to fix it.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::{Command, Output as ProcessOutput, Stdio};

use course::cargo::{self, Trouble};
use course::chapter::Chapter;
use course::error::chain;
use course::progress;

use super::{CommandError, Context};
use crate::exit::ExitStatus;
use crate::output::{BAD, BOLD, GOOD, Output};
use crate::space;
use crate::term;
use crate::watch;

/// The severity of a finding.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Severity {
    Ok,
    /// The course works all the same.
    Warning,
    /// The course does not work.
    Error,
}

/// The result of one examination.
#[derive(Clone, Debug)]
struct Diagnosis {
    severity: Severity,
    subject: &'static str,
    message: String,
    fix: Option<String>,
}

impl Diagnosis {
    fn ok(subject: &'static str, message: impl Into<String>) -> Diagnosis {
        Diagnosis { severity: Severity::Ok, subject, message: message.into(), fix: None }
    }

    fn warning(subject: &'static str, message: impl Into<String>, fix: impl Into<String>) -> Diagnosis {
        Diagnosis { severity: Severity::Warning, subject, message: message.into(), fix: Some(fix.into()) }
    }

    fn error(subject: &'static str, message: impl Into<String>, fix: impl Into<String>) -> Diagnosis {
        Diagnosis { severity: Severity::Error, subject, message: message.into(), fix: Some(fix.into()) }
    }
}

/// Prints what the course needs and whether it is there. Fails if the course cannot work without a fix.
pub(crate) fn run(context: &mut Context) -> Result<ExitStatus, CommandError> {
    let root = &context.learner.root;
    let out = &mut context.out;
    let target = target_folder(root);
    let diagnoses = [
        rust(root),
        cargo(root),
        crates(root, context.learner.chapters),
        build(root, &target),
        rust_analyzer(),
        disk(&target),
        progress_folder(root),
        background(root),
        chapters(root),
        files(root, context.learner.chapters),
        environment(),
        terminal(out),
        updates(root),
    ];
    for diagnosis in &diagnoses {
        show(out, diagnosis);
    }
    out.print()?;
    let is_usable = diagnoses.iter().all(|diagnosis| diagnosis.severity != Severity::Error);
    Ok(if is_usable { ExitStatus::Success } else { ExitStatus::Failure })
}

fn show(out: &mut Output, diagnosis: &Diagnosis) {
    let (style, word) = match diagnosis.severity {
        Severity::Ok => (GOOD, "ok     "),
        Severity::Warning => (BOLD, "warning"),
        Severity::Error => (BAD, "error  "),
    };
    let mut lines = diagnosis.message.lines();
    let first = lines.next().unwrap_or_default();
    out.line(&format!("{}  {}: {first}", out.paint(style, word), diagnosis.subject), 9);
    lines.for_each(|line| out.line(&format!("         {line}"), 9));
    if let Some(fix) = &diagnosis.fix {
        out.line(&format!("         {fix}"), 9);
    }
}

/// Runs a program without input.
fn run_program(command: &mut Command) -> io::Result<ProcessOutput> {
    command.stdin(Stdio::null()).output()
}

fn first_line(output: &ProcessOutput) -> String {
    String::from_utf8_lossy(&output.stdout).lines().next().unwrap_or_default().trim().to_owned()
}

fn rust(root: &Path) -> Diagnosis {
    let needed = fs::read_to_string(root.join("Cargo.toml")).ok().and_then(|manifest| needed_version(&manifest));
    let rustc = std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
    let version = match run_program(Command::new(rustc).arg("--version")) {
        Ok(output) if output.status.success() => first_line(&output),
        Ok(_) | Err(_) => {
            return Diagnosis::error(
                "Rust",
                "cannot run `rustc --version`",
                "Install Rust with rustup, or put it on the PATH.",
            );
        }
    };
    let found = version.split_whitespace().nth(1).and_then(numbers);
    match (needed, found) {
        (Some(needed), Some(found)) if found < needed => Diagnosis::error(
            "Rust",
            format!("{version} is too old; the course needs {}.{} or newer", needed.0, needed.1),
            "`rustup update` installs the newest version.",
        ),
        _ => Diagnosis::ok("Rust", version),
    }
}

/// Returns the version in `rust-version = "1.89"`.
fn needed_version(manifest: &str) -> Option<(u32, u32)> {
    let line = manifest.lines().find(|line| line.starts_with("rust-version = "))?;
    numbers(line.split('"').nth(1)?)
}

/// Returns the first two numbers of `1.95.0` or `1.89`.
fn numbers(version: &str) -> Option<(u32, u32)> {
    let mut numbers = version.split(['.', '-']).map(str::parse);
    Some((numbers.next()?.ok()?, numbers.next()?.ok()?))
}

fn cargo(root: &Path) -> Diagnosis {
    match run_program(cargo::command(root).args(["metadata", "--no-deps", "--format-version", "1", "--offline"])) {
        Ok(output) if output.status.success() => Diagnosis::ok("Cargo", "the workspace is readable"),
        Ok(output) => Diagnosis::error(
            "Cargo",
            format!("cannot read the workspace:\n{}", String::from_utf8_lossy(&output.stderr).trim()),
            "Fix the file that Cargo names.",
        ),
        Err(error) => Diagnosis::error(
            "Cargo",
            format!("cannot run cargo: {error}"),
            "Install Rust with rustup, or put it on the PATH.",
        ),
    }
}

/// Looks for the crates that the chapters need on this system. `cargo fetch` would ask for those of all features, too, which no
/// chapter uses.
fn crates(root: &Path, chapters: &[Chapter]) -> Diagnosis {
    let mut tree = cargo::command(root);
    tree.args(["tree", "--locked", "--offline", "--edges", "normal,build,dev"]);
    for chapter in chapters {
        tree.args(["--package", &chapter.package]);
    }
    match run_program(&mut tree) {
        Ok(output) if output.status.success() => {
            Diagnosis::ok("Crates", "those of all chapters are downloaded; they work offline")
        }
        _ => Diagnosis::warning(
            "Crates",
            "some dependencies are not downloaded yet; their chapters need the network once",
            "`cargo fetch --locked` downloads them all.",
        ),
    }
}

/// Returns the folder to which Cargo builds.
fn target_folder(root: &Path) -> PathBuf {
    let output =
        run_program(cargo::command(root).args(["metadata", "--no-deps", "--format-version", "1", "--offline"]));
    let metadata = output.ok().and_then(|output| serde_json::from_slice::<serde_json::Value>(&output.stdout).ok());
    let folder = metadata.as_ref().and_then(|metadata| metadata["target_directory"].as_str());
    folder.map_or_else(|| root.join("target"), PathBuf::from)
}

/// Builds and runs an empty program with the settings of the course: whether the target folder can be written, there is a
/// linker, and the target is this system's.
fn build(root: &Path, target: &Path) -> Diagnosis {
    const SUBJECT: &str = "Build";
    let folder = target.join("doctor");
    let written = fs::create_dir_all(folder.join("src")).and_then(|()| {
        fs::write(folder.join("src").join("main.rs"), "fn main() {}\n")?;
        let manifest = "[package]\nname = \"doctor\"\nversion = \"0.1.0\"\nedition = \"2024\"\n\n[workspace]\n";
        fs::write(folder.join("Cargo.toml"), manifest)
    });
    if let Err(error) = written {
        return Diagnosis::error(
            SUBJECT,
            format!("cannot write to the target folder {}: {error}", target.display()),
            "Make it a folder that you can write to, or set CARGO_TARGET_DIR to another one.",
        );
    }
    let mut command = cargo::command(root);
    command.args(["run", "--offline", "--manifest-path"]).arg(folder.join("Cargo.toml"));
    let output = run_program(command.env("CARGO_TARGET_DIR", folder.join("target")).env("CARGO_TERM_COLOR", "never"));
    // What cannot be removed is removed by `cargo clean`.
    let _ = fs::remove_dir_all(&folder);
    match output {
        Ok(output) if output.status.success() => Diagnosis::ok(SUBJECT, "an empty program builds and runs"),
        Ok(output) => {
            let (cause, fix) = cause_and_fix(&String::from_utf8_lossy(&output.stderr));
            Diagnosis::error(SUBJECT, format!("an empty program does not build or run:\n{cause}"), fix)
        }
        Err(error) => Diagnosis::error(
            SUBJECT,
            format!("cannot run cargo: {error}"),
            "Install Rust with rustup, or put it on the PATH.",
        ),
    }
}

/// Returns the cause for which the empty program did not build or run, and the remedy.
fn cause_and_fix(stderr: &str) -> (String, &'static str) {
    let errors: Vec<&str> = stderr.lines().filter(|line| line.trim_start().starts_with("error")).take(3).collect();
    let quoted =
        if errors.is_empty() { stderr.lines().last().unwrap_or_default().to_owned() } else { errors.join("\n") };
    // It is built, and cannot be started.
    if ["Exec format error", "os error 8", "os error 193"].iter().any(|word| stderr.contains(word)) {
        return (quoted, Trouble::NoTarget.advice());
    }
    match Trouble::recognize(&[], stderr) {
        // The advice for it is to ask the doctor.
        None | Some((Trouble::LinkerFailed, _)) => {
            (quoted, "Fix what Cargo or the linker names; `cargo build` shows the whole message.")
        }
        Some((trouble, line)) => (format!("{trouble}:\n{line}"), trouble.advice()),
    }
}

/// Looks for the files of the course that are not read at each start.
fn files(root: &Path, chapters: &[Chapter]) -> Diagnosis {
    let of_chapter = |chapter: &Chapter| {
        [
            chapter.lib_file(),
            chapter.stub_file(),
            chapter.solution_file(),
            chapter.exercise_dir.join("hints.md"),
            chapter.exercise_dir.join("README.md"),
        ]
    };
    let missing: Vec<String> = chapters
        .iter()
        .flat_map(of_chapter)
        .filter(|file| !file.is_file())
        .map(|file| file.strip_prefix(root).unwrap_or(&file).display().to_string())
        .collect();
    if missing.is_empty() {
        return Diagnosis::ok("Files", "each chapter has its exercise, stub, solution, hints and introduction");
    }
    Diagnosis::warning(
        "Files",
        format!("missing: {}", missing.join(", ")),
        "`git restore` and the path brings a file back; `cargo course reset` restores an exercise.",
    )
}

fn rust_analyzer() -> Diagnosis {
    match run_program(Command::new("rust-analyzer").arg("--version")) {
        Ok(output) if output.status.success() => Diagnosis::ok("rust-analyzer", first_line(&output)),
        _ => Diagnosis::warning(
            "rust-analyzer",
            "not found on the PATH",
            "The extension of VS Code brings its own. For other editors, run `rustup component add rust-analyzer`.",
        ),
    }
}

/// Measures the disk of the target folder, which may be another one than that of the course.
fn disk(target: &Path) -> Diagnosis {
    match space::free(target) {
        Ok(bytes) if bytes < space::MIN_FREE_BYTES => Diagnosis::warning(
            "Disk",
            format!("only {} MiB are free for {}", bytes >> 20, target.display()),
            "`cargo clean` deletes the target folder, which the next build creates again. CARGO_TARGET_DIR moves it.",
        ),
        Ok(bytes) => Diagnosis::ok("Disk", format!("{} GiB are free for the target folder", bytes >> 30)),
        Err(error) => {
            Diagnosis::warning("Disk", format!("cannot read the free disk space: {error}"), "It may be enough.")
        }
    }
}

fn progress_folder(root: &Path) -> Diagnosis {
    let folder = progress::folder(root);
    let is_new = !folder.exists();
    let probe = folder.join("probe");
    let written =
        fs::create_dir_all(&folder).and_then(|()| fs::write(&probe, "")).and_then(|()| fs::remove_file(&probe));
    if is_new {
        // Removes the folder again if it was created just now and is empty.
        let _ = fs::remove_dir(&folder);
    }
    match written {
        Ok(()) => Diagnosis::ok("Progress", "the folder `.streamlings` is writable"),
        Err(error) => Diagnosis::warning(
            "Progress",
            format!("cannot write to {}: {error}", folder.display()),
            "Copy the course to a folder where you have write permission.",
        ),
    }
}

fn background(root: &Path) -> Diagnosis {
    match fs::read_to_string(watch::background_failure_file(root)) {
        Ok(failure) => Diagnosis::warning(
            "Background",
            format!("the crates of later chapters were not built while you worked: {}", failure.trim_end()),
            "They are built when you come to these chapters. The next `cargo run` tries again.",
        ),
        Err(_) => Diagnosis::ok("Background", "no build in the background has failed"),
    }
}

/// Parses all checks, which the other commands do not.
fn chapters(root: &Path) -> Diagnosis {
    let damaged = Chapter::all(root).map_or_else(|error| vec![error], |(_, damaged)| damaged);
    if damaged.is_empty() {
        return Diagnosis::ok("Chapters", "all are complete");
    }
    let problems: Vec<String> = damaged.iter().map(|error| chain(error)).collect();
    Diagnosis::error(
        "Chapters",
        problems.join("\n"),
        "Restore each file with `git restore` and its path. Do not use `git restore .`: it would undo your answers too.",
    )
}

fn environment() -> Diagnosis {
    let set: Vec<&str> = ["RUSTFLAGS", "CARGO_ENCODED_RUSTFLAGS", "RUSTC_WRAPPER"]
        .into_iter()
        .filter(|name| std::env::var_os(name).is_some())
        .collect();
    if set.is_empty() {
        return Diagnosis::ok("Environment", "no variable changes how Cargo builds");
    }
    Diagnosis::warning(
        "Environment",
        format!("{} is set in this shell", set.join(", ")),
        "Set the same in your editor, or it and this shell will rebuild each other's crates.",
    )
}

fn terminal(out: &Output) -> Diagnosis {
    let colors = if out.layout.color { "with" } else { "without" };
    if term::is_interactive() {
        Diagnosis::ok(
            "Terminal",
            format!("{} columns, {colors} colours; `cargo run` watches your files", out.layout.width),
        )
    } else {
        Diagnosis::ok("Terminal", "not interactive; `cargo run` prints a report and exits")
    }
}

fn updates(root: &Path) -> Diagnosis {
    let is_checkout = run_program(Command::new("git").args(["rev-parse", "--is-inside-work-tree"]).current_dir(root))
        .is_ok_and(|output| output.status.success());
    let how = if is_checkout {
        "commit your answers, then `git pull`"
    } else {
        "unpack the new course elsewhere, and copy `exercises/*/src/lib.rs` and `.streamlings` to it"
    };
    Diagnosis::ok("Updates", format!("{how}; see the README"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_compared_as_numbers() {
        assert_eq!(needed_version("[workspace.package]\nrust-version = \"1.89\"\n"), Some((1, 89)));
        assert_eq!(numbers("1.100.0-nightly"), Some((1, 100)));
        assert!(numbers("1.100.0") > numbers("1.89"));
        assert_eq!(numbers("unknown"), None);
    }

    #[test]
    fn each_trouble_of_a_build_has_its_remedy() {
        for (stderr, cause, remedy) in [
            ("error: linker `cc` not found", "linker `cc` not found", "Install a C compiler"),
            ("error[E0463]: can't find crate for `std`", "can't find crate", "rustup target add"),
            ("error: could not find specification for target \"x\"", "specification", "CARGO_BUILD_TARGET"),
            (
                "error: failed to write x\n\nCaused by:\n  No space left on device (os error 28)",
                "disk is full",
                "Free some space",
            ),
            (
                "error: could not execute process `t/x`\n\nCaused by:\n  Exec format error",
                "could not execute",
                "build.target",
            ),
            ("error: linking with `cc` failed: exit status: 1", "linking with", "Fix what Cargo or the linker names"),
            ("warning: no\nerror: one\n  more\nerror: two\n", "error: one\nerror: two", "Fix what Cargo"),
            ("gone", "gone", "Fix what Cargo"),
        ] {
            let (found, fix) = cause_and_fix(stderr);
            assert!(found.contains(cause) && fix.contains(remedy), "{stderr}: {found}: {fix}");
        }
    }
}
