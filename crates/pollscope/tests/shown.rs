//! The output of a check, as the environment asks for it.
//!
//! A program cannot change its environment safely while it has threads. So this test program runs itself, with the name
//! of one of the checks at the top, and reads the output.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use pollscope::report::expected;
use pollscope::testing::paused;
use tokio::time::sleep;

mod checks {
    use super::*;

    #[test]
    fn three_naps() {
        paused(async |recording| {
            for seconds in 1..=3 {
                recording.future("nap", sleep(Duration::from_secs(seconds))).await;
            }
        });
    }

    #[test]
    fn no_lane() {
        paused(async |_| sleep(Duration::from_secs(1)).await);
    }

    #[test]
    #[should_panic(expected = "no nap at all")]
    fn a_panic() {
        paused(async |recording| {
            recording.future("nap", sleep(Duration::from_secs(1))).await;
            panic!("no nap at all");
        });
    }

    #[test]
    #[should_panic(expected = "happened: one")]
    fn a_report() {
        paused(async |recording| {
            recording.future("nap", sleep(Duration::from_secs(1))).await;
            expected("two naps").but("one").fail(&recording);
        });
    }
}

/// A directory for one test, empty at first.
struct Directory(PathBuf);

impl Directory {
    fn new(test: &str) -> Directory {
        let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join("shown").join(test);
        // The directory exists if the test has run before.
        let _ = std::fs::remove_dir_all(&path);
        std::fs::create_dir_all(&path).expect("the target directory is writable");
        Directory(path)
    }

    /// Runs a check with its traces in this directory, and returns everything that it prints.
    fn shown(&self, check: &str, variables: &[(&str, &str)]) -> String {
        let program = std::env::current_exe().expect("this test is a program");
        let output = Command::new(program)
            .args([&format!("checks::{check}"), "--exact", "--show-output"])
            .env_remove("RUST_TEST_NOCAPTURE")
            .env_remove("POLLSCOPE_SHOW")
            .env_remove("POLLSCOPE_LANES")
            .env("CARGO_PKG_NAME", "shown")
            .env("RUST_BACKTRACE", "0")
            .env("POLLSCOPE_TRACES", self.0.join("traces"))
            .env("POLLSCOPE_REFERENCE", self.0.join("reference"))
            .envs([("POLLSCOPE_WIDTH", "60"), ("POLLSCOPE_COLOR", "never"), ("POLLSCOPE_CHARSET", "unicode")])
            .envs(variables.iter().copied())
            .output()
            .expect("this program can be started");
        let printed = String::from_utf8(output.stdout).expect("all of it is UTF-8").replace("\r\n", "\n");
        assert!(output.status.success(), "{printed}");
        // The output that the harness has captured, without the harness's own lines.
        let marker = format!("---- checks::{check} stdout ----\n");
        let captured = printed.split_once(&marker).map(|(_, rest)| rest);
        captured
            .and_then(|rest| rest.split_once("\n\nsuccesses:\n"))
            .map_or_else(String::new, |(text, _)| text.to_owned())
    }

    /// Writes the reference of a check.
    fn reference(&self, check: &str, text: &str) {
        let dir = self.0.join("reference");
        std::fs::create_dir_all(&dir).expect("the target directory is writable");
        std::fs::write(dir.join(format!("checks.{check}.json")), text).expect("the target directory is writable");
    }

    /// Reads the trace that a check has written.
    fn trace(&self, check: &str) -> String {
        let path = self.0.join("traces/shown").join(format!("checks.{check}.json"));
        std::fs::read_to_string(path).expect("the trace is written")
    }
}

const ALWAYS: (&str, &str) = ("POLLSCOPE_SHOW", "always");

const THREE_NAPS: &str = "
what happened:
nap   │●────✓                           2 polls
nap 2 │     ●─────────✓                 2 polls
nap 3 │               ●──────────────✓  2 polls
      └┬─────────┬─────────┬─────────┬
       0        2 s       4 s       6 s
● polled  ─ waiting  ✓ ready  1 column = 200 ms

";

#[test]
fn a_check_that_passes_shows_its_picture_only_when_it_is_asked() {
    let dir = Directory::new("asked");
    assert_eq!(dir.shown("three_naps", &[]), "");
    assert_eq!(dir.shown("three_naps", &[("POLLSCOPE_SHOW", "never")]), "");
    assert_eq!(dir.shown("three_naps", &[ALWAYS]), THREE_NAPS);
}

#[test]
fn without_a_lane_there_is_no_picture() {
    assert_eq!(Directory::new("no lane").shown("no_lane", &[ALWAYS]), "");
}

#[test]
fn a_check_that_fails_shows_its_picture_once() {
    let dir = Directory::new("fails");
    // A check that fails is not compared with a reference, so this is not read.
    dir.reference("a_panic", "no trace");
    for check in ["a_panic", "a_report"] {
        let asked = dir.shown(check, &[ALWAYS]);
        assert_eq!(asked.matches("nap │●").count(), 1, "{asked}");
        assert!(!asked.contains("what happened:") && !asked.contains("reference"), "{asked}");
        let unasked = dir.shown(check, &[]);
        assert_eq!(unasked.matches("nap │●").count(), 1, "{unasked}");
    }
}

#[test]
fn so_many_lanes_are_drawn_as_the_environment_says() {
    let shown = Directory::new("lanes").shown("three_naps", &[ALWAYS, ("POLLSCOPE_LANES", "1")]);
    assert!(shown.contains("nap │●") && !shown.contains("nap 2"), "{shown}");
    assert!(shown.contains("\n… and 2 more lanes\n"), "{shown}");
}

#[test]
fn the_reference_stands_below() {
    let dir = Directory::new("reference");
    dir.shown("a_report", &[]);
    dir.reference("three_naps", &dir.trace("a_report"));
    let picture = "
what happened:
yours
nap   │●────✓                           2 polls
nap 2 │     ●─────────✓                 2 polls
nap 3 │               ●──────────────✓  2 polls

the reference
nap   │●────✓                           2 polls
      └┬─────────┬─────────┬─────────┬
       0        2 s       4 s       6 s
● polled  ─ waiting  ✓ ready  1 column = 200 ms

";
    assert_eq!(dir.shown("three_naps", &[ALWAYS]), picture);
    assert_eq!(dir.shown("three_naps", &[]), "", "a reference alone asks for nothing");
}

#[test]
fn equal_recordings_are_said_to_be_the_same() {
    let dir = Directory::new("same");
    dir.shown("three_naps", &[]);
    dir.reference("three_naps", &dir.trace("three_naps"));
    let shown = dir.shown("three_naps", &[ALWAYS]);
    assert!(shown.contains("\nthe reference\n"), "{shown}");
    assert!(shown.ends_with("1 column = 200 ms\nthe same, event for event\n\n"), "{shown}");
}

#[test]
fn a_reference_that_cannot_be_read_is_reported_in_one_line_above_the_one_picture() {
    let dir = Directory::new("damaged");
    dir.shown("three_naps", &[]);
    let newer = dir.trace("three_naps").replacen("\"version\":1", "\"version\":99", 1);
    for (text, why) in
        [("no trace", "this is not a pollscope trace: expected ident"), (&newer, "the trace has version 99")]
    {
        dir.reference("three_naps", text);
        let shown = dir.shown("three_naps", &[ALWAYS]);
        let (report, picture) = shown.split_once('\n').expect("a line, and then the picture");
        assert!(report.starts_with("pollscope: cannot read the reference ") && report.contains(why), "{shown}");
        assert_eq!(picture, THREE_NAPS);
    }
}
