//! The recordings of the reference solutions in `solutions/N-name/traces`, over which a learner's recording is drawn.
//!
//! A check that wraps nothing in a lane has no recording there. A check with sockets runs on the real clock: in its
//! recording, only the lanes and their outcomes must be the same.
//!
//! `cargo author bless reference-traces` renews them. Look at the pictures before you commit the difference.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use pollscope::Trace;
use pollscope::trace::Clock;
use serde_json::Value;

/// The package that the checks record for: this one.
const PACKAGE: &str = env!("CARGO_PKG_NAME");

#[test]
fn every_reference_trace_is_what_the_solution_does() {
    let solutions = Path::new(env!("CARGO_MANIFEST_DIR")).join("solutions");
    let mut chapters = names_in(&solutions);
    chapters.retain(|name| solutions.join(name).join("Cargo.toml").is_file());
    let programs = built_checks(&chapters);
    let bless = std::env::var_os("BLESS").is_some();
    let mut findings = Vec::new();
    for chapter in &chapters {
        let program = programs.get(chapter).unwrap_or_else(|| panic!("cargo built no checks for {chapter}"));
        let folder = solutions.join(chapter).join("traces");
        let (recorded, committed) = (recorded(program), texts_in(&folder));
        let names: BTreeSet<&String> = recorded.keys().chain(committed.keys()).collect();
        for name in names {
            let what = match (recorded.get(name), committed.get(name)) {
                (Some(now), Some(before)) if is_same(now, before) => continue,
                (now, _) if bless => {
                    write(&folder.join(name), now);
                    continue;
                }
                (None, _) => "no check records this",
                (Some(_), None) => "it is missing",
                (Some(_), Some(_)) => "it is not what the solution does now",
            };
            findings.push(format!("solutions/{chapter}/traces/{name}: {what}"));
        }
    }
    assert!(findings.is_empty(), "`cargo author bless reference-traces` writes these anew:\n{}", findings.join("\n"));
}

/// Builds the checks of the chapters on their solutions, as Cargo builds them for `cargo test`.
fn built_checks(chapters: &[String]) -> BTreeMap<String, PathBuf> {
    let mut cargo = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    cargo.current_dir(env!("CARGO_MANIFEST_DIR"));
    cargo.args(["test", "--no-run", "--message-format=json", "--package", PACKAGE]);
    cargo.args(chapters.iter().flat_map(|chapter| ["--test", chapter]));
    // Cargo has described this package here. What builds differently under these names would be built once more.
    for (name, _) in std::env::vars_os() {
        let is_one_of = |part: &&str| name.to_string_lossy().starts_with(part);
        if ["CARGO_PKG_", "CARGO_MANIFEST_", "CARGO_BIN_", "CARGO_CRATE_NAME"].iter().any(is_one_of) {
            cargo.env_remove(name);
        }
    }
    let output = cargo.output().expect("cargo can be started");
    assert!(output.status.success(), "the checks do not compile:\n{}", String::from_utf8_lossy(&output.stderr));
    let messages = output.stdout.split(|&byte| byte == b'\n').filter_map(|line| serde_json::from_slice(line).ok());
    messages
        .filter_map(|message: Value| {
            let is_test = message["target"]["kind"][0] == "test";
            let name = message["target"]["name"].as_str().filter(|_| is_test)?;
            Some((name.to_owned(), PathBuf::from(message["executable"].as_str()?)))
        })
        .collect()
}

/// Runs the checks of a chapter, and gives back what they have recorded, as far as there is a lane.
fn recorded(program: &Path) -> BTreeMap<String, String> {
    let folder = tempfile::tempdir().expect("a temporary folder can be made");
    let output = Command::new(program)
        .env("CARGO_PKG_NAME", PACKAGE)
        .env("POLLSCOPE_TRACES", folder.path())
        .output()
        .expect("the checks can be started");
    assert!(output.status.success(), "the solution does not pass:\n{}", String::from_utf8_lossy(&output.stdout));
    let mut traces = texts_in(&folder.path().join(PACKAGE));
    traces.retain(|name, json| {
        let trace = Trace::from_json(json).unwrap_or_else(|error| panic!("{name}: {error}"));
        !trace.lanes.is_empty()
    });
    traces
}

/// Returns true if both recordings agree in what the same code always records.
fn is_same(one: &str, other: &str) -> bool {
    one == other || lanes_on_the_real_clock(one).is_some_and(|lanes| Some(lanes) == lanes_on_the_real_clock(other))
}

/// Returns the lanes of a recording on the real clock, sorted, each with its outcome; `None` if the clock was paused.
fn lanes_on_the_real_clock(json: &str) -> Option<Vec<String>> {
    let trace = Trace::from_json(json).ok().filter(|trace| trace.clock == Clock::Running)?;
    let mut lanes: Vec<String> = trace.lanes().map(|lane| format!("{}: {:?}", lane.name(), lane.outcome())).collect();
    lanes.sort();
    Some(lanes)
}

/// Puts a text into a file, or the file away when there is none.
fn write(path: &Path, text: Option<&String>) {
    let written = match text {
        None => fs::remove_file(path),
        Some(text) => {
            fs::create_dir_all(path.parent().expect("a file lies in a folder")).and_then(|()| fs::write(path, text))
        }
    };
    written.unwrap_or_else(|error| panic!("{} cannot be written: {error}", path.display()));
}

/// Returns the texts in a folder by the names of their files, with their original line endings.
fn texts_in(folder: &Path) -> BTreeMap<String, String> {
    let read = |name: String| {
        let path = folder.join(&name);
        let text =
            fs::read_to_string(&path).unwrap_or_else(|error| panic!("{} cannot be read: {error}", path.display()));
        (name, text.replace("\r\n", "\n"))
    };
    names_in(folder).into_iter().map(read).collect()
}

/// Returns the names in a folder, sorted; none if the folder does not exist.
fn names_in(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).into_iter().flatten().map(|entry| entry.expect("a folder can be listed"));
    let mut names: Vec<String> = entries.map(|entry| entry.file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    names
}
