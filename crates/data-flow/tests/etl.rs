//! The example `etl`: killed at any moment and started again, it ends with every row once.

use std::collections::BTreeSet;
use std::fs;
use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Command, Stdio};

use rusqlite::Connection;
use serde_json::Value;

/// Pages that are in flight when the program is killed, and whose end it may not have reported.
const IN_FLIGHT: usize = 4;
const PAGES: usize = 20;
const ROWS: u64 = 100;

fn etl(out: &Path) -> Command {
    let mut command = Command::new(env!("CARGO"));
    command.args([
        "run",
        "--quiet",
        "--package",
        "streamlings-data-flow",
        "--example",
        "etl",
        "--",
        "--latency",
        "1ms",
    ]);
    command.arg("--out").arg(out);
    command
}

/// Returns the path of the program, which is built by the way.
fn program() -> std::path::PathBuf {
    let folder = tempfile::tempdir().unwrap();
    let output = etl(folder.path()).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let mut program = std::env::current_exe().unwrap();
    program.pop();
    program.pop();
    program.join("examples").join(format!("etl{}", std::env::consts::EXE_SUFFIX))
}

/// Runs the program until it has written this number of lines about its progress, and kills it.
fn killed_after(program: &Path, out: &Path, lines: usize) {
    let mut child = Command::new(program)
        .args(["--latency", "1ms", "--out"])
        .arg(out)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let progress = BufReader::new(child.stderr.take().unwrap()).lines().map(Result::unwrap);
    let reported = progress.filter(|line| line.starts_with("fetched") || line.starts_with("wrote")).take(lines).count();
    child.kill().unwrap();
    child.wait().unwrap();
    assert_eq!(reported, lines);
}

/// Checks that every row is there once.
fn check(out: &Path) {
    let text = fs::read_to_string(out.join("rows.ndjson")).unwrap();
    let rows: Vec<Value> = text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let ids: Vec<u64> = rows.iter().map(|row| row["id"].as_u64().unwrap()).collect();
    assert!(ids.iter().copied().eq(1..=ROWS), "{ids:?}");
    let authors: BTreeSet<&str> = rows.iter().map(|row| row["author"].as_str().unwrap()).collect();
    assert_eq!(authors.len(), 10);
    assert!(authors.contains("Chen, Li") && authors.contains("Håkon \"Bo\" Lie"));

    let connection = Connection::open(out.join("rows.sqlite")).unwrap();
    let mut select = connection.prepare("SELECT id, title, author, country FROM rows ORDER BY id").unwrap();
    let stored = select.query_map([], |row| {
        let id: i64 = row.get(0)?;
        let [title, author, country]: [String; 3] = [row.get(1)?, row.get(2)?, row.get(3)?];
        Ok(serde_json::json!({"id": id, "title": title, "author": author, "country": country}))
    });
    let stored: Vec<Value> = stored.unwrap().map(Result::unwrap).collect();
    assert_eq!(stored, rows);
}

#[test]
fn killed_at_any_moment_and_started_again_it_ends_with_every_row_once() {
    let program = program();
    for lines in [1, 2, 7, 13, PAGES, PAGES + 1, PAGES + 2] {
        let folder = tempfile::tempdir().unwrap();
        killed_after(&program, folder.path(), lines);
        let output = Command::new(&program).args(["--latency", "1ms", "--out"]).arg(folder.path()).output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        check(folder.path());
        let summary = String::from_utf8(output.stdout).unwrap();
        let figure = |word: &str| {
            let words: Vec<&str> = summary.split_whitespace().collect();
            let place = words.iter().position(|other| other.trim_end_matches(',') == word).unwrap();
            words[place - 1].parse::<usize>().unwrap()
        };
        let resumed = figure("resumed");
        assert!(summary.starts_with("100 rows in SQLite, 100 in NDJSON; "), "{summary}");
        // After both files are written, the run may have ended before it was killed.
        if lines <= PAGES + 1 {
            assert!(resumed + IN_FLIGHT >= lines.min(PAGES), "after {lines} lines: {summary}");
        }
    }
}

#[test]
fn killed_again_and_again_it_ends_all_the_same() {
    let program = program();
    let folder = tempfile::tempdir().unwrap();
    // At least two pages are fetched and kept each time, of which there are enough for these attempts.
    for _ in 0..3 {
        killed_after(&program, folder.path(), IN_FLIGHT + 1);
    }
    let output = Command::new(&program).args(["--latency", "1ms", "--out"]).arg(folder.path()).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    check(folder.path());
}
