//! The outcomes of checks in the file that `POLLSCOPE_OUTCOME` names. Each test runs ignored ones of this file in a process of
//! its own.

use std::fs;
use std::process::{Command, ExitStatus};
use std::time::Duration;

use pollscope::testing::{live, paused, plain};
use serde_json::Value;

mod inner {
    use super::*;

    #[test]
    #[ignore = "run by the others"]
    fn passes() {
        paused(async |_| {});
        live(async |_| {});
    }

    #[test]
    #[ignore = "run by the others"]
    fn fails_with_a_picture() {
        paused(async |recording| {
            recording.future("nap", tokio::time::sleep(Duration::from_secs(1))).await;
            panic!("it \"fails\":\n\t\\ \u{1}ü");
        });
    }

    #[test]
    #[ignore = "run by the others"]
    fn runs_a_check_in_a_check() {
        plain(|| {
            plain(|| {});
            std::process::exit(0);
        });
    }

    #[test]
    #[ignore = "run by the others"]
    fn panics_twice() {
        struct Bomb;
        impl Drop for Bomb {
            fn drop(&mut self) {
                panic!("second");
            }
        }
        plain(|| {
            let _bomb = Bomb;
            panic!("first");
        });
    }

    #[test]
    #[ignore = "run by the others"]
    fn panics_in_silence() {
        plain(|| {
            std::panic::set_hook(Box::new(|_| {}));
            panic!("unheard");
        });
    }

    #[test]
    #[ignore = "run by the others"]
    fn catches_many_panics() {
        plain(|| {
            for number in 0..1_000 {
                let _ = std::panic::catch_unwind(|| panic!("caught {number}"));
            }
            panic!("the last one");
        });
    }

    #[test]
    #[ignore = "run by the others"]
    fn many_checks_fail_alike() {
        for _ in 0..150 {
            let _ = std::panic::catch_unwind(|| plain(|| panic!("not written")));
        }
    }
}

/// Runs an inner test, and returns the exit status, the records and the output.
fn run(test: &str, token: &str) -> (ExitStatus, Vec<Value>, String) {
    let file = std::env::temp_dir().join(format!("pollscope-outcome-{}-{test}", std::process::id()));
    fs::write(&file, token).unwrap();
    let output = Command::new(std::env::current_exe().unwrap())
        .args([&format!("inner::{test}"), "--exact", "--ignored", "--nocapture", "--test-threads", "2"])
        .env("POLLSCOPE_OUTCOME", &file)
        .env("POLLSCOPE_TRACES", std::env::temp_dir().join("pollscope-outcome-traces"))
        .env("RUST_BACKTRACE", "0")
        .output()
        .unwrap();
    let reported = fs::read_to_string(&file).unwrap();
    fs::remove_file(&file).unwrap();
    let records = reported.lines().filter(|line| *line != token).map(|line| serde_json::from_str(line).unwrap());
    (output.status, records.collect(), String::from_utf8(output.stderr).unwrap())
}

fn panics(records: &[Value]) -> Vec<&str> {
    records.iter().filter_map(|record| record["panic"].as_str()).collect()
}

#[test]
fn a_check_that_passes_reports_the_token() {
    let (status, records, _) = run("passes", "secret\n");
    assert!(status.success());
    let passed: Vec<&Value> = records.iter().filter(|record| record["passed"] == "inner::passes").collect();
    assert_eq!((records.len(), passed.len()), (4, 2));
    assert!(passed.iter().all(|record| record["token"] == "secret"));
}

#[test]
fn a_failure_is_reported_with_its_panic_and_picture_and_not_printed() {
    let (status, records, stderr) = run("fails_with_a_picture", "secret 1\n");
    assert_eq!(status.code(), Some(101));
    assert_eq!(panics(&records), ["it \"fails\":\n\t\\ \u{1}ü"]);
    let panic = records.iter().find(|record| record["panic"].is_string()).unwrap();
    assert_eq!(panic["thread"], "inner::fails_with_a_picture");
    assert!(panic["file"].as_str().unwrap().ends_with("outcome.rs") && panic["line"].is_u64(), "{panic}");
    assert!(records.iter().any(|record| record["picture"].as_str().is_some_and(|picture| picture.contains("nap"))));
    assert_eq!(records.last().unwrap()["failed"], "inner::fails_with_a_picture");
    assert!(!records.iter().any(|record| record["passed"].is_string()));
    assert!(!stderr.contains("fails"), "{stderr}");
}

#[test]
fn of_a_limited_number_of_checks_no_more_are_reported() {
    let (status, records, _) = run("runs_a_check_in_a_check", "secret 1\n");
    assert!(status.success());
    assert_eq!(records.len(), 1);
    assert_eq!(records[0]["began"], "inner::runs_a_check_in_a_check");
}

#[test]
fn both_panics_are_reported_before_the_process_aborts() {
    let (status, records, _) = run("panics_twice", "secret 1\n");
    assert!(!status.success());
    assert_eq!(panics(&records), ["first", "second"]);
}

#[test]
fn a_panic_hook_that_was_replaced_is_reported() {
    let (_, records, _) = run("panics_in_silence", "secret 1\n");
    let [message] = panics(&records)[..] else { panic!("one panic: {records:?}") };
    assert!(message.starts_with("unheard\nThe panic hook was replaced"), "{message}");
}

#[test]
fn of_very_many_panics_the_last_is_reported() {
    let (status, records, _) = run("catches_many_panics", "secret 1\n");
    assert_eq!(status.code(), Some(101));
    assert_eq!(panics(&records).len(), 101);
    assert_eq!(panics(&records).last(), Some(&"the last one"));
}

#[test]
fn each_of_many_checks_reports_its_own_panic() {
    let (status, records, _) = run("many_checks_fail_alike", "secret\n");
    assert!(status.success());
    assert_eq!(panics(&records), ["not written"; 150]);
}

#[test]
fn without_a_token_nothing_is_reported() {
    let (status, records, stderr) = run("panics_twice", "");
    assert!(!status.success());
    assert_eq!(records.len(), 0);
    assert!(stderr.contains("second"), "panics are printed as ever: {stderr}");
}
