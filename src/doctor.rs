//! Looks at what the course needs, and says how to mend what is amiss.

use std::fs;
use std::io;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use crate::cargo;
use crate::chapter::ChapterError;
use crate::page::{BAD, BOLD, GOOD, Page};
use crate::progress;
use crate::watch::terminal;

/// Below this a build may fail half-way: a target folder of the first chapters takes about a tenth of it.
const ENOUGH_SPACE: u64 = 2 << 30;

/// How well something is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    Well,
    /// The course works without it.
    Lacking,
    /// The course does not work so.
    Broken,
}

/// What was found out about one thing.
#[derive(Clone, Debug)]
struct Finding {
    state: State,
    about: &'static str,
    what: String,
    mend: Option<String>,
}

impl Finding {
    fn well(about: &'static str, what: impl Into<String>) -> Finding {
        Finding { state: State::Well, about, what: what.into(), mend: None }
    }

    fn lacking(about: &'static str, what: impl Into<String>, mend: impl Into<String>) -> Finding {
        Finding { state: State::Lacking, about, what: what.into(), mend: Some(mend.into()) }
    }

    fn broken(about: &'static str, what: impl Into<String>, mend: impl Into<String>) -> Finding {
        Finding { state: State::Broken, about, what: what.into(), mend: Some(mend.into()) }
    }
}

/// Shows how everything is. Says whether the course can work.
pub(crate) fn examine(page: &mut Page, root: &Path, damaged: &[ChapterError]) -> bool {
    let mut findings = vec![rust(root), cargo(root), crates(root), rust_analyzer(), space(root), writable(root)];
    findings.push(shipped(damaged));
    findings.push(flags());
    findings.push(terminal_finding(page));
    findings.push(updates(root));
    for finding in &findings {
        let (style, word) = match finding.state {
            State::Well => (GOOD, "well   "),
            State::Lacking => (BOLD, "lacking"),
            State::Broken => (BAD, "broken "),
        };
        let mut lines = finding.what.lines();
        let first = lines.next().unwrap_or_default();
        page.line(&format!("{}  {}: {first}", page.paint(style, word), finding.about), 9);
        lines.for_each(|line| page.line(&format!("         {line}"), 9));
        if let Some(mend) = &finding.mend {
            page.line(&format!("         {mend}"), 9);
        }
    }
    findings.iter().all(|finding| finding.state != State::Broken)
}

fn said(command: &mut Command) -> io::Result<Output> {
    command.stdin(Stdio::null()).output()
}

fn first_line(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).lines().next().unwrap_or_default().trim().to_owned()
}

fn rust(root: &Path) -> Finding {
    let needed = fs::read_to_string(root.join("Cargo.toml")).ok().and_then(|manifest| needed_version(&manifest));
    let rustc = std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
    let version = match said(Command::new(rustc).arg("--version")) {
        Ok(output) if output.status.success() => first_line(&output),
        Ok(_) | Err(_) => {
            return Finding::broken(
                "Rust",
                "`rustc --version` does not run",
                "Install Rust by rustup, or put it on the PATH.",
            );
        }
    };
    let found = version.split_whitespace().nth(1).and_then(numbers);
    match (needed, found) {
        (Some(needed), Some(found)) if found < needed => Finding::broken(
            "Rust",
            format!("{version}, and the course needs {}.{} or newer", needed.0, needed.1),
            "`rustup update` brings the newest.",
        ),
        _ => Finding::well("Rust", version),
    }
}

/// The version in `rust-version = "1.89"`.
fn needed_version(manifest: &str) -> Option<(u32, u32)> {
    let line = manifest.lines().find(|line| line.starts_with("rust-version = "))?;
    numbers(line.split('"').nth(1)?)
}

/// The first two numbers of `1.95.0` or `1.89`.
fn numbers(version: &str) -> Option<(u32, u32)> {
    let mut numbers = version.split(['.', '-']).map(str::parse);
    Some((numbers.next()?.ok()?, numbers.next()?.ok()?))
}

fn cargo(root: &Path) -> Finding {
    match said(cargo::command(root).args(["metadata", "--no-deps", "--format-version", "1", "--offline"])) {
        Ok(output) if output.status.success() => Finding::well("Cargo", "it reads the workspace"),
        Ok(output) => Finding::broken(
            "Cargo",
            format!("it cannot read the workspace:\n{}", String::from_utf8_lossy(&output.stderr).trim()),
            "Mend the file that it names; `cargo course` works again then.",
        ),
        Err(error) => Finding::broken("Cargo", error.to_string(), "Install Rust by rustup, or put it on the PATH."),
    }
}

fn crates(root: &Path) -> Finding {
    match said(cargo::command(root).args(["fetch", "--locked", "--offline"])) {
        Ok(output) if output.status.success() => {
            Finding::well("Crates", "all that the course uses are here, so it works without a network")
        }
        _ => Finding::lacking(
            "Crates",
            "not all that the course uses are here, so some chapters need the network once",
            "`cargo fetch --locked` gets them all.",
        ),
    }
}

fn rust_analyzer() -> Finding {
    match said(Command::new("rust-analyzer").arg("--version")) {
        Ok(output) if output.status.success() => Finding::well("rust-analyzer", first_line(&output)),
        _ => Finding::lacking(
            "rust-analyzer",
            "there is none on the PATH",
            "VS Code's extension brings its own. For other editors: `rustup component add rust-analyzer`.",
        ),
    }
}

fn space(root: &Path) -> Finding {
    match free_space(root) {
        Ok(bytes) if bytes < ENOUGH_SPACE => Finding::lacking(
            "Disk",
            format!("{} MiB are free", bytes >> 20),
            "`cargo clean` empties the target folder, which can be built again.",
        ),
        Ok(bytes) => Finding::well("Disk", format!("{} GiB are free", bytes >> 30)),
        Err(error) => {
            Finding::lacking("Disk", format!("how much is free cannot be told: {error}"), "It may be enough.")
        }
    }
}

#[cfg(unix)]
fn free_space(folder: &Path) -> io::Result<u64> {
    let volume = rustix::fs::statvfs(folder)?;
    Ok(volume.f_bavail.saturating_mul(volume.f_frsize))
}

#[cfg(not(unix))]
fn free_space(folder: &Path) -> io::Result<u64> {
    fs4::available_space(folder)
}

fn writable(root: &Path) -> Finding {
    let folder = progress::folder(root);
    let is_new = !folder.exists();
    let probe = folder.join("probe");
    let tried = fs::create_dir_all(&folder).and_then(|()| fs::write(&probe, "")).and_then(|()| fs::remove_file(&probe));
    if is_new {
        // Only what was made for this is removed again, and only if it is empty.
        let _ = fs::remove_dir(&folder);
    }
    match tried {
        Ok(()) => Finding::well("Progress", "it can be kept in `.streamlings`"),
        Err(error) => Finding::lacking(
            "Progress",
            format!("it cannot be kept in {}: {error}", folder.display()),
            "Copy the course to a folder that you may write to.",
        ),
    }
}

fn shipped(damaged: &[ChapterError]) -> Finding {
    if damaged.is_empty() {
        return Finding::well("Chapters", "all are there");
    }
    let problems: Vec<String> = damaged.iter().map(ToString::to_string).collect();
    Finding::broken(
        "Chapters",
        problems.join("\n"),
        "Restore what is named: `git restore` with its path. `git restore .` would undo your answers too.",
    )
}

fn flags() -> Finding {
    let set: Vec<&str> = ["RUSTFLAGS", "CARGO_ENCODED_RUSTFLAGS", "RUSTC_WRAPPER"]
        .into_iter()
        .filter(|name| std::env::var_os(name).is_some())
        .collect();
    if set.is_empty() {
        return Finding::well("Environment", "it changes nothing about builds");
    }
    Finding::lacking(
        "Environment",
        format!("{} is set in this shell", set.join(", ")),
        "If your editor does not have it too, each of them builds anew what the other has built.",
    )
}

fn terminal_finding(page: &Page) -> Finding {
    let colors = if page.layout.color { "with" } else { "without" };
    if terminal::is_there() {
        Finding::well(
            "Terminal",
            format!("{} columns, {colors} colours; `cargo run` watches your files", page.layout.width),
        )
    } else {
        Finding::well("Terminal", "none here, so `cargo run` prints a report and ends")
    }
}

fn updates(root: &Path) -> Finding {
    let is_checkout = said(Command::new("git").args(["rev-parse", "--is-inside-work-tree"]).current_dir(root))
        .is_ok_and(|output| output.status.success());
    let how = if is_checkout {
        "commit your answers, then `git pull`"
    } else {
        "unpack the new course elsewhere, and copy `exercises/*/src/lib.rs` and `.streamlings` to it"
    };
    Finding::well("Updates", format!("{how}; the README says more"))
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
}
