//! The runner without a terminal, from end to end: the real program on a small course in a folder of its own.

mod course;

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::Command;
use std::time::{Duration, SystemTime};

use course::{Course, DOUBLED, FIRST_CHECKS, FIRST_LIB, GAPS, RunOutput, lib_line};

#[test]
fn a_fresh_course_opens_with_one_failing_task() {
    let course = Course::new();
    let before = course.files();
    course
        .run(&[])
        .ends_with_code(1)
        .says(">  0  first-steps   [--]  0/2")
        .says("   1  second-steps  [-]   0/1")
        .says("Chapter 0, task 1 of 2: doubled")
        .says(&format!(
            "{}\n\n    fn doubled(x: u32) -> u32\n\n  Twice `x`.\n\n  It never overflows here.\n",
            lib_line(6)
        ))
        .says(&format!(
            "This check fails: \"three becomes six\"\nnot yet implemented: add `x` to itself\nat {}\n",
            lib_line(7)
        ))
        .says("1 more check of this task fails.")
        .says("cargo course predict 0")
        .says("cargo course hint")
        .does_not_say("thread '")
        .does_not_say("RUST_BACKTRACE")
        .does_not_say("nothing stays nothing")
        .does_not_say("\u{1b}");
    course.run(&["list"]).ends_with_code(0).says("[ ] 1  doubled").says("[ ] 1  truth");
    course.run(&["hint"]).ends_with_code(0);
    assert_eq!(course.files(), before, "a command changed a file of the course");
}

#[test]
fn a_wrong_answer_fails_with_the_message_of_its_check() {
    let course = Course::new();
    course.solve_doubled("println!(\"x is {x}\"); x");
    course
        .run(&["check"])
        .ends_with_code(1)
        .says("  fails   doubled (1 of 2 checks fail)\n  fails   halves (1 of 1 checks fail)\n")
        .says("expected: six\nhappened: 3\nit looks as if `x` is given back as it is\n")
        .says("your code printed:\nx is 3\n")
        .does_not_say("more check");
}

#[test]
fn a_panic_in_the_answer_points_at_its_line() {
    let course = Course::new();
    course.solve_doubled("[0, 2][x as usize]");
    course
        .run(&["check"])
        .ends_with_code(1)
        .says(&format!("your code panicked at {}\nindex out of bounds", lib_line(7)))
        .does_not_say("thread '");
}

#[test]
fn tasks_that_pass_lead_to_the_end_of_the_course() {
    let course = Course::new();
    course.solve_doubled("x + x");
    course
        .run(&[])
        .ends_with_code(1)
        .says("`doubled` passes now.")
        .says("[#-]  1/2")
        .says("Chapter 0, task 2 of 2: halves")
        .says(&lib_line(11))
        .says("fn halved_down(x: u32) -> u32")
        .says(&lib_line(16))
        .does_not_say("predict");
    assert_eq!(course.read(".streamlings/progress"), "0-first-steps/doubled\n");
    course.solve_first();
    course
        .run(&[])
        .says("`halves` passes now.")
        .does_not_say("`doubled` passes now.")
        .says("Chapter 1, task 1 of 1: truth");
    course.write("exercises/1-second-steps/src/lib.rs", "/// True.\npub fn truth() -> bool {\n    true\n}\n");
    course
        .run(&[])
        .ends_with_code(0)
        .says("`truth` passes now.")
        .says("Every task of the course is done.")
        .says("      chapter       attempts  hints  review\n   0  first-steps          3      0  -\n")
        .says("book/src/beyond.md");
    course.run(&["check", "0"]).ends_with_code(0).says("  passes  doubled\n  passes  halves\n");
    course.run(&["hint", "0"]).ends_with_code(0).says("Every task of chapter 0 is done.");
}

#[test]
fn an_optional_task_is_outside_of_every_count() {
    let course = Course::new();
    course.add_optional();
    course.run(&[]).ends_with_code(1).says("[--]  0/2\n").says("Chapter 0, task 1 of 2: doubled");
    course.run(&["list"]).says("      [ ] 3  tripled (optional)\n");
    course.solve_required();
    course
        .run(&["check", "0"])
        .ends_with_code(0)
        .says("  passes  doubled\n  passes  halves\n  open    tripled (optional)\n")
        .says("Every task of chapter 0 is done.\n1 optional task is open: harder, and outside of the count.")
        .says("  task     attempts  hints\n  doubled         2      0\n  halves          2      0\n")
        .does_not_say("This check fails");
    course.run(&["check", "0"]).ends_with_code(0).says("1 optional task is open. `cargo course list` shows them");
    course.run(&[]).says("[##]  2/2\n").says("Chapter 1, task 1 of 1: truth");
    assert!(!course.read(".streamlings/log").contains("tripled"), "it was not begun");
    // Named, it is a task like any other.
    course.run(&["check", "0.3"]).ends_with_code(1).says("  fails   tripled (optional) (1 of 1 checks fail)");
    course.run(&["start", "0.3"]).ends_with_code(1).says("Chapter 0, optional task 3: tripled");
    // Once it is begun, its failure is shown, but the chapter passes as before.
    course.write_with_optional(&course::solved(), "x + 1");
    course
        .run(&["check", "0"])
        .ends_with_code(0)
        .says("  fails   tripled")
        .says("This check fails: \"three becomes nine\"");
    course.write_with_optional(&course::solved().replace("x + x", "x"), "x + 1");
    course.run(&["check", "0"]).ends_with_code(1).says("\"three becomes six\"").does_not_say("\"three becomes nine\"");
    course.write_with_optional(&course::solved(), "3 * x");
    course.run(&["check", "0"]).ends_with_code(0).says("`tripled` passes now.").does_not_say("open");
    course.run(&["list"]).says("[##]  2/2 +1\n").says("      [x] 3  tripled (optional)\n");
    course.run(&["report"]).says("0-first-steps/tripled (optional)");
    course.write("exercises/1-second-steps/src/lib.rs", "/// True.\npub fn truth() -> bool {\n    true\n}\n");
    course.run(&[]).ends_with_code(0).says("Every task of the course is done.").does_not_say("optional");
}

#[test]
fn a_done_task_that_breaks_is_reported() {
    let course = Course::new();
    course.solve_doubled("x + x");
    course.run(&[]).says("`doubled` passes now.");
    course.solve_doubled("x");
    course.run(&[]).says("`doubled` was done, but no longer passes.").says("task 1 of 2: doubled");
    assert_eq!(course.read(".streamlings/progress"), "");
}

#[test]
fn a_check_that_is_deleted_renamed_or_ignored_fails() {
    let course = Course::new();
    course.solve_first();
    let without = FIRST_CHECKS.replace("fn nothing_stays_nothing", "#[cfg(any())]\n    fn nothing_stays_nothing");
    course.write("tests/0-first-steps.rs", &without);
    course
        .run(&["check", "0"])
        .ends_with_code(1)
        .says("This check fails: \"nothing stays nothing\"")
        .says("This check came with the course and is missing from");
    course.write("tests/0-first-steps.rs", &FIRST_CHECKS.replace("fn nothing_stays_nothing", "fn all_is_well"));
    course.run(&["check", "0"]).ends_with_code(1).says("This check fails: \"nothing stays nothing\"");
    // Without the module the task has no checks.
    let module = FIRST_CHECKS.find("mod halves").unwrap();
    course.write("tests/0-first-steps.rs", &FIRST_CHECKS[..module]);
    course
        .run(&["check", "0"])
        .ends_with_code(1)
        .says("  passes  doubled")
        .says("  fails   halves (1 of 1 checks fail)");
    let ignored = FIRST_CHECKS.replace("#[test]\n    fn seven", "#[test]\n    #[ignore]\n    fn seven");
    course.write("tests/0-first-steps.rs", &ignored);
    course.run(&["check", "0"]).ends_with_code(1).says("This check fails: \"seven falls apart\"").says("#[ignore]");
    course.write("tests/0-first-steps.rs", FIRST_CHECKS);
    course.run(&["check", "0"]).ends_with_code(0);
}

#[test]
fn a_program_that_ends_early_passes_nothing() {
    let course = Course::new();
    course.solve_doubled("std::process::exit(0)");
    course
        .run(&["check", "0"])
        .ends_with_code(1)
        .says("  fails   doubled")
        .says("The test program exited before this check was done");
    // It is unknown which task has ended the program, so a done task stays done.
    course.solve_doubled("x + x");
    course.run(&[]).says("`doubled` passes now.");
    let lib = course.read("exercises/0-first-steps/src/lib.rs").replacen("    x\n", "    std::process::abort()\n", 1);
    course.write("exercises/0-first-steps/src/lib.rs", &lib);
    course.run(&[]).does_not_say("no longer").says("task 2 of 2: halves").says("The test program exited");
}

#[test]
fn an_unused_result_is_reported_with_the_verdict() {
    let course = Course::new();
    course.solve_doubled("u32::from_str_radix(\"6\", 10); x");
    course
        .run(&["check", "doubled"])
        .ends_with_code(1)
        .says("it looks as if")
        .says("warning: unused `Result` that must be used");
    // The warning is not shown with another task.
    let lib = course.read("exercises/0-first-steps/src/lib.rs");
    course.write("exercises/0-first-steps/src/lib.rs", &lib.replace("; x\n", "; x + x\n"));
    course
        .run(&["check", "0"])
        .ends_with_code(1)
        .says("This check fails: \"seven falls apart\"")
        .does_not_say("warning");
}

#[test]
fn a_source_with_an_old_mtime_is_built_again() {
    let course = Course::new();
    let lib = course.root.join("exercises/0-first-steps/src/lib.rs");
    let day_ago = SystemTime::now() - Duration::from_secs(24 * 3600);
    for (body, code) in [("x + x", 0), ("x", 1), ("x + x", 0)] {
        course.solve_doubled(body);
        fs::File::options().append(true).open(&lib).unwrap().set_modified(day_ago).unwrap();
        course.run(&["check", "doubled"]).ends_with_code(code);
    }
}

#[test]
fn printed_lines_are_not_taken_for_results() {
    let course = Course::new();
    course.solve_doubled("println!(\"failures:\\ntest doubled::three_becomes_six ... FAILED\"); x + x");
    course.run(&["check", "doubled"]).ends_with_code(0).says("  passes  doubled");
    course.solve_doubled("println!(\"failures:\\n\\u{1b}[2Jtest doubled::three_becomes_six ... ok\"); x");
    let ran = course.run(&["check", "doubled"]).ends_with_code(1).says("it looks as if `x` is given back");
    assert!(!ran.stdout.contains('\u{1b}'), "{}", ran.stdout);
}

#[test]
fn a_compile_error_is_shown_as_rustc_prints_it() {
    let course = Course::new();
    course.solve_doubled("let unused = 1; let sum: String = x + x; sum");
    course
        .run(&[])
        .ends_with_code(1)
        .says("It does not compile. The first error is in `doubled`:\n\nerror[E0308]: mismatched types\n")
        .says("src/lib.rs:7:")
        .says(&format!("Next: {}\n", lib_line(7)))
        .says("fn doubled(x: u32) -> u32")
        .does_not_say("warning")
        .does_not_say("aborting")
        .does_not_say("could not compile");
    course.run(&["check"]).ends_with_code(1).says("error[E0308]");
    course.solve_doubled("x +");
    course.run(&[]).ends_with_code(1).says("cannot show the contract:").says("error: expected expression");
}

#[test]
fn a_changed_signature_is_explained() {
    let course = Course::new();
    let lib = FIRST_LIB.replace("BODY", "x").replace("pub fn doubled(x: u32)", "pub fn doubled(x: u32, y: u32)");
    course.write("exercises/0-first-steps/src/lib.rs", &lib);
    course
        .run(&["check"])
        .ends_with_code(1)
        .says("error[E0061]")
        .says("The course's tests do not compile against your code")
        .says("lib.rs:6: it takes 2 parameters, and in the contract");
    course.write("exercises/0-first-steps/src/lib.rs", "");
    course.run(&[]).ends_with_code(1).says("`doubled` is not in");
}

#[test]
fn hints_come_one_by_one() {
    let course = Course::new();
    course
        .run(&["hint"])
        .ends_with_code(0)
        .says("Hint 1 of 3 for `doubled`: the direction\n\n  Look at the sum.\n")
        .does_not_say("Look at `+`");
    course.run(&["hint", "0"]).says("Hint 2 of 3 for `doubled`: the API\n\n  Look at `+`.\n").does_not_say("the sum");
    course.run(&["hint"]).says("Hint 3 of 3 for `doubled`: the shape\n\n  Write `x + x`.\n").says("no more hints");
    course.run(&["hint"]).says("Look at the sum.").says("Look at `+`.").says("Write `x + x`.");
    course.run(&["hint", "1"]).ends_with_code(2).warns("there is no hint for `truth`");
    fs::remove_file(course.root.join("exercises/0-first-steps/hints.md")).unwrap();
    course.run(&["hint"]).ends_with_code(2).warns("cannot read the hints of chapter 0-first-steps");
}

#[test]
fn a_chapter_has_many_names_and_an_unknown_name_is_an_error() {
    let course = Course::new();
    for name in ["1", "1-second-steps", "ex1-second-steps", "second-steps", "second_steps"] {
        course.run(&["check", name]).ends_with_code(1).says("Chapter 1: second-steps");
    }
    course
        .run(&["check", "7"])
        .ends_with_code(2)
        .warns("there is no chapter `7`")
        .warns("0-first-steps\n  1-second-steps");
    course.run(&["no-command"]).ends_with_code(2).warns("no-command");
}

#[test]
fn works_in_any_folder_of_the_course_and_in_no_other() {
    let course = Course::new();
    let inside = course.root.join("exercises/0-first-steps/src");
    RunOutput::of(&mut course.command(&inside, &[])).ends_with_code(1).says("lib.rs:6\n").says("task 1 of 2: doubled");
    let outside = tempfile::tempdir().unwrap();
    RunOutput::of(&mut course.command(outside.path(), &["list"])).ends_with_code(2).warns("is not in the course");
}

#[test]
fn progress_may_be_deleted_damaged_or_impossible_to_save() {
    let course = Course::new();
    course.solve_doubled("x + x");
    course.run(&[]).says("`doubled` passes now.");
    fs::remove_dir_all(course.root.join(".streamlings")).unwrap();
    course.run(&["list"]).ends_with_code(0).says("[ ] 1  doubled");
    course.run(&[]).ends_with_code(1).says("`doubled` passes now.");
    fs::write(course.root.join(".streamlings/progress"), b"\xff\x00\n0-first-steps/halves \n9-later/kept\n").unwrap();
    course.run(&["list"]).ends_with_code(0).says("[ ] 1  doubled").says("[x] 2  halves");
    course.run(&[]).ends_with_code(1).says("`halves` was done");
    assert!(course.read(".streamlings/progress").contains("0-first-steps/doubled\n9-later/kept\n"));
    fs::remove_dir_all(course.root.join(".streamlings")).unwrap();
    course.write(".streamlings", "a file where a folder should be");
    course.run(&[]).ends_with_code(1).says("`doubled` passes now.").warns("warning: cannot save your progress");
    course.solve_first();
    course.write("exercises/1-second-steps/src/lib.rs", "/// True.\npub fn truth() -> bool {\n    true\n}\n");
    course.run(&[]).ends_with_code(0).says("`truth` passes now.").says("Every task of the course is done.");
}

#[test]
fn a_prediction_is_compared_with_the_output() {
    let course = Course::new();
    let program = "Prediction 1 of 1 of chapter 0: 1_lines\n\n  Which two lines does this print?\n\nfn main() {\n";
    course
        .run_with_input(&["predict", "0"], "aa\n")
        .ends_with_code(0)
        .says(program)
        .says("Which of these does it print, in which order?")
        .says("  a  one\n  b  two\n")
        .says("  you predicted | it prints\n  one           | one\n! one           |\n!               | two\n")
        .says("Because both are printed.")
        .does_not_say("//?");
    course.run_with_input(&["predict", "0"], "A, b").says("It prints what you predicted:\n    one\n    two\n");
    assert_eq!(course.read(".streamlings/answers"), "0-first-steps/1_lines right\n0-first-steps/1_lines wrong\n");
    course.run_with_input(&["predict", "0"], "\n").says("It prints:\n    one\n    two\n\n  Because");
    course
        .run(&["predict", "0"])
        .ends_with_code(0)
        .says("cargo run -q -p ex0-first-steps --example 1_lines")
        .does_not_say("Because");
    course.run(&["predict", "1"]).ends_with_code(2).warns("chapter 1-second-steps has no predictions");
}

#[test]
fn gaps_are_filled_in_and_review_questions_are_asked_alike() {
    let course = Course::new();
    course.run(&["review"]).ends_with_code(2).warns("chapter 0 has no review questions");
    course.write("exercises/0-first-steps/examples/review_1_gaps.rs", GAPS);
    course
        .run_with_input(&["review", "0"], "12\n.5\n")
        .ends_with_code(0)
        .says("Review question 1 of 1 of chapter 0: review_1_gaps")
        .says("It prints this. What belongs in the gaps?\n  [ ] and [ ] more\n")
        .says("! 12 and .5 more | 10 and 0.5 more\n\n  It is ten.");
    course.run_with_input(&["review", "0"], "10.0 0.50 7\n").says("(too many: `7`)");
    course.run_with_input(&["review", "0"], "10.0 0.50\n").says("It prints what you predicted:\n    10 and 0.5 more\n");
    // It is no prediction.
    course.run(&["predict", "0"]).says("Prediction 1 of 1 of chapter 0: 1_lines").does_not_say("gaps");
    course.write("exercises/0-first-steps/examples/review_1_gaps.rs", "fn main() {\n    panic!(\"no\");\n}\n");
    course.run_with_input(&["review", "0"], "1\n").ends_with_code(2).warns("the program failed");
}

#[test]
fn a_check_does_not_compile_the_learners_program() {
    let course = Course::new();
    course.solve_first();
    course.write("exercises/0-first-steps/examples/play.rs", "fn main() { does not compile }\n");
    course.run(&["check", "0"]).ends_with_code(0);
}

#[test]
fn a_missing_cargo_and_a_broken_manifest_are_reported() {
    let course = Course::new();
    let mut command = course.command(&course.root, &[]);
    RunOutput::of(command.env("CARGO", "no-such-cargo")).ends_with_code(2).warns("cannot run cargo");
    course.write("exercises/0-first-steps/Cargo.toml", "[package\n");
    course.run(&["check"]).ends_with_code(2).warns("cargo could not build ex0-first-steps").warns("Cargo.toml");
}

#[test]
fn a_damaged_chapter_is_reported_and_the_others_work() {
    let course = Course::new();
    course.write("tests/0-first-steps.rs", "mod doubled {\n    fn 1() {}\n}\n");
    let damage = "the checks of chapter 0-first-steps do not parse";
    course.run(&["check"]).ends_with_code(2).warns(damage).warns("0-first-steps.rs:2");
    course.run(&["check", "1"]).ends_with_code(1).says("Chapter 1: second-steps");
    course.run(&["doctor"]).ends_with_code(1).says(damage).says("0-first-steps.rs:2");
    course.write("tests/0-first-steps.rs", "");
    course.write("tests/names.txt", "1-second-steps truth::is_true\n");
    course.run(&[]).ends_with_code(1).warns("contain no tests").says("Chapter 1, task 1 of 1: truth");
    fs::remove_file(course.root.join("tests/0-first-steps.rs")).unwrap();
    course.run(&["list"]).ends_with_code(0).warns("cannot read the checks of chapter 0-first-steps");
    course.write("tests/names.txt", "0-first-steps doubled::three_becomes_six\n");
    fs::remove_dir_all(course.root.join("exercises/0-first-steps")).unwrap();
    course
        .run(&["list"])
        .ends_with_code(0)
        .warns("chapter 0-first-steps came with the course, but its folder")
        .warns("git restore exercises/0-first-steps");
    fs::remove_file(course.root.join("tests/1-second-steps.rs")).unwrap();
    course.run(&["list"]).ends_with_code(2).warns("error: ");
}

/// Parsing takes longer than all that these commands do.
#[test]
fn commands_parse_nothing_that_they_do_not_show() {
    let course = Course::new();
    for file in [
        "tests/0-first-steps.rs",
        "tests/1-second-steps.rs",
        "exercises/0-first-steps/src/lib.rs",
        "solutions/0-first-steps/stub.rs",
    ] {
        course.write(file, "This is no Rust.");
    }
    for command in [
        &["list"][..],
        &["hint", "0.1"],
        &["log"],
        &["report"],
        &["solution", "0.1", "--yes"],
        &["completions", "bash"],
        &["--help"],
    ] {
        let ran = course.run(command).ends_with_code(0);
        assert_eq!(ran.stderr, "", "{command:?}");
    }
    let mut check = course.command(&course.root, &["check"]);
    let ran = RunOutput::of(check.env("CARGO", "no-such-cargo")).ends_with_code(2).warns("cannot run cargo");
    assert!(!ran.stderr.contains("parse"), "before Cargo starts: {}", ran.stderr);
}

#[test]
fn any_task_can_be_checked_alone_and_all_together() {
    let course = Course::new();
    course.solve_doubled("x + x");
    for name in ["0.1", "0-first-steps/doubled", "first_steps.1", "doubled"] {
        course.run(&["check", name]).ends_with_code(0).says("  passes  doubled").does_not_say("halves");
    }
    course.run(&["check", "0.1", "1"]).ends_with_code(1).says("Chapter 0: first-steps").says("Chapter 1: second-steps");
    course
        .run(&["check", "--all"])
        .ends_with_code(1)
        .says("  passes  doubled\n  fails   halves")
        .says("  fails   truth (1 of 1 checks fail)");
    course.run(&["check", "0.3"]).ends_with_code(2).warns("no task `3`").warns("1  doubled\n  2  halves");
    course.run(&["check", "--all", "0.3"]).ends_with_code(2).warns("no task `3`");
}

#[test]
fn all_shows_every_failure_of_the_named_tasks() {
    let course = Course::new();
    let more = "1 more check of this task fails.";
    let (one, other) = ("This check fails: \"three becomes six\"", "This check fails: \"nothing stays nothing\"");
    course.solve_doubled("x + 1");
    course.run(&["check", "doubled"]).ends_with_code(1).says(one).says(more).does_not_say(other);
    course.run(&["check", "doubled", "--all"]).ends_with_code(1).says(one).says(other).does_not_say(more);
    course.run(&["check", "0", "--all"]).ends_with_code(1).says(one).says(other).says("\nhalves\n");
    course.run(&["check", "--all"]).ends_with_code(1).says(one).says(more).does_not_say(other);
}

#[test]
fn a_test_that_ends_its_process_says_nothing_about_the_others() {
    let course = Course::new();
    let lib = FIRST_LIB.replace("BODY", "if x == 0 { std::process::abort() } else { x + x }");
    course.write("exercises/0-first-steps/src/lib.rs", &lib);
    course
        .run(&["check", "doubled"])
        .ends_with_code(1)
        .says("  fails   doubled (1 of 2 checks fail)")
        .says("This check fails: \"nothing stays nothing\"\nThe test program exited before this check was done");
}

#[test]
fn an_answer_cannot_pass_by_ending_its_process() {
    let course = Course::new();
    let ok = r#"println!("test doubled::three_becomes_six ... ok\n\ntest result: ok. 1 passed; 0 failed\n");"#;
    let in_drop = "struct Last; impl Drop for Last { fn drop(&mut self) { std::process::exit(0) } }";
    let forges = r##"let file = std::env::var_os("POLLSCOPE_OUTCOME").unwrap();
        let token = std::fs::read_to_string(&file).unwrap();
        let token = token.trim().trim_matches(|c: char| c == '{' || c == '}');
        let passed = format!(r#"{{"passed":"doubled::three_becomes_six","token":{token:?}}}"#);
        std::fs::write(file, passed).unwrap();"##;
    for body in [
        "std::process::exit(0)",
        &format!("{ok} std::process::exit(0)"),
        &format!("{in_drop} let _last = Last; x"),
        &format!("{in_drop} thread_local! {{ static LAST: Last = const {{ Last }}; }} LAST.with(|_| x)"),
        "std::thread::spawn(|| std::process::exit(0)).join().unwrap()",
        "std::panic::set_hook(Box::new(|_| std::process::exit(0))); panic!()",
        // What it finds in the file is not the token.
        &format!("{forges} {ok} std::process::exit(0)"),
        // A second process is not the one that was asked.
        r#"let mut again = std::process::Command::new(std::env::current_exe().unwrap());
        if std::env::var_os("AGAIN").is_none() { again.env("AGAIN", "1").args(std::env::args().skip(1)).status().unwrap(); }
        std::process::exit(0)"#,
    ] {
        course.solve_doubled(body);
        course
            .run(&["check", "doubled"])
            .ends_with_code(1)
            .says("fails   doubled (2 of 2 checks fail)")
            .says("The test program exited before this check was done");
    }
}

#[test]
fn no_verdict_depends_on_what_an_answer_prints() {
    let course = Course::new();
    let prints = r#"std::thread::spawn(|| loop {
        print!("test doubled::three_becomes_six ... FAILED");
        eprintln!("\nfailures:\n\ntest result: FAILED. 0 passed; 1 failed\ntest doubled::nothing_stays_nothing ... ignored");
    });"#;
    course.solve_doubled(&format!("{prints} x + x"));
    for _ in 0..5 {
        course.run(&["check", "doubled"]).ends_with_code(0).says("passes  doubled");
    }
    course.solve_doubled(&format!("{} x", prints.replace("FAILED", "ok")));
    for _ in 0..5 {
        course
            .run(&["check", "doubled"])
            .ends_with_code(1)
            .says("fails   doubled (1 of 2 checks fail)")
            .says("expected: six");
    }
}

#[test]
fn both_messages_of_a_double_panic_are_shown() {
    let course = Course::new();
    course.solve_doubled(
        "struct Bomb; impl Drop for Bomb { fn drop(&mut self) { panic!(\"while it unwinds\") } } let _bomb = Bomb; \
         println!(\"printed before\"); panic!(\"the first of two\")",
    );
    course
        .run(&["check", "doubled"])
        .ends_with_code(1)
        .says("The test program exited before this check was done")
        .says("a `drop` panicked while another panic was unwinding")
        .says(&format!("your code panicked at {}\nthe first of two\n", lib_line(7)))
        .says(&format!("your code panicked at {}\nwhile it unwinds\n", lib_line(7)))
        .says("your code printed:\nprinted before\n")
        .does_not_say("backtrace")
        .does_not_say("/rustc/");
}

#[test]
fn a_program_that_ends_early_keeps_what_it_printed() {
    let course = Course::new();
    course.solve_doubled("println!(\"to stdout\"); eprintln!(\"to stderr\"); std::process::exit(3)");
    course
        .run(&["check", "doubled"])
        .ends_with_code(1)
        .says("The test program exited before this check was done: exit")
        .says("it looks as if your code ends the program, as `std::process::exit` does")
        .says("your code printed:\nto stdout\nto stderr\n");
    course.solve_doubled("fn deep(x: u32) -> u32 { deep(std::hint::black_box(x)) + 1 } deep(x)");
    course.run(&["check", "doubled"]).ends_with_code(1).says("it looks as if a function calls itself for ever");
}

#[test]
fn a_silent_panic_hook_is_named() {
    let course = Course::new();
    course.solve_doubled("std::panic::set_hook(Box::new(|_| {})); panic!(\"unheard\")");
    course.run(&["check", "doubled"]).ends_with_code(1).says("unheard\nThe panic hook was replaced");
    // One that passes panics on hides nothing.
    course.solve_doubled(
        "let hook = std::panic::take_hook(); std::panic::set_hook(Box::new(move |info| hook(info))); panic!(\"heard\")",
    );
    course
        .run(&["check", "doubled"])
        .ends_with_code(1)
        .says(&format!("your code panicked at {}\nheard\n", lib_line(7)))
        .does_not_say("panic hook");
}

#[test]
fn trouble_of_the_machine_is_not_blamed_on_the_learner() {
    let course = Course::new();
    let check = |name: &str, value: &str| {
        let mut command = course.command(&course.root, &["check", "doubled"]);
        RunOutput::of(command.env(name, value))
            .ends_with_code(2)
            .does_not_say("does not compile")
            .does_not_say("contract")
            .warns("cannot build ex0-first-steps: ")
            .warns("Your code is not the reason.")
    };
    check("RUSTFLAGS", "-Clinker=/nonexistent").warns("the linker or the C library is missing");
    check("CARGO_BUILD_TARGET", "no-such-target").warns("not installed for the target");
    check("RUSTC", "/nonexistent/rustc").warns("the Rust toolchain does not work");
    course.write("a file", "");
    let file = course.root.join("a file");
    check("CARGO_TARGET_DIR", file.to_str().unwrap()).warns("a file or folder cannot be used");
    // Predictions are programs, too.
    let mut predict = course.command(&course.root, &["predict", "0"]);
    RunOutput::of(predict.env("RUSTFLAGS", "-Clinker=/nonexistent"))
        .ends_with_code(2)
        .warns("cannot build ex0-first-steps: the linker or the C library is missing. Your code is not the reason.");
    // None of that is remembered.
    course.run(&["check", "doubled"]).ends_with_code(1).says("not yet implemented");
    course.run(&["report"]).does_not_say("does not compile");
}

#[cfg(unix)]
#[test]
fn a_killed_compiler_is_not_blamed_on_the_learner() {
    use std::os::unix::fs::PermissionsExt;
    let course = Course::new();
    course.write("wrapper", "#!/bin/sh\ncase \"$*\" in *src/lib.rs*) kill -9 $$;; esac\nexec \"$@\"\n");
    let wrapper = course.root.join("wrapper");
    fs::set_permissions(&wrapper, fs::Permissions::from_mode(0o755)).unwrap();
    let mut command = course.command(&course.root, &["check", "doubled"]);
    RunOutput::of(command.env("RUSTC_WRAPPER", &wrapper)).ends_with_code(2).warns("the compiler was killed");
    // With a limit of a few blocks for each file, it is the same as on a full disk.
    let mut shell = Command::new("sh");
    shell.args(["-c", "ulimit -f 64; exec \"$0\" check doubled"]).arg(env!("CARGO_BIN_EXE_streamlings"));
    shell
        .current_dir(&course.root)
        .env("CARGO_TARGET_DIR", course.root.join("target"))
        .env("CARGO_NET_OFFLINE", "true");
    RunOutput::of(&mut shell).ends_with_code(2).warns("the disk is full");
}

#[test]
fn of_a_long_output_the_end_is_shown() {
    let course = Course::new();
    course.solve_doubled("for n in 0..100_000 { println!(\"{n}\"); eprint!(\"-\"); } x");
    let ran = course.run(&["check", "0.1"]).ends_with_code(1).says("99999\n");
    assert!(ran.stdout.lines().count() < 100, "{}", ran.stdout.lines().count());
}

#[test]
fn a_task_can_be_started_anywhere() {
    let course = Course::new();
    course.run(&["start", "1"]).ends_with_code(1).says("Chapter 1, task 1 of 1: truth");
    course.run(&[]).says(">  1  second-steps").says("Chapter 1, task 1 of 1: truth");
    course.write("exercises/1-second-steps/src/lib.rs", "/// True.\npub fn truth() -> bool {\n    true\n}\n");
    course.run(&[]).ends_with_code(1).says("`truth` passes now.").says("Chapter 0, task 1 of 2: doubled");
    course.run(&["start", "nowhere"]).ends_with_code(2).warns("no chapter or task `nowhere`");
}

#[test]
fn the_solution_of_an_open_task_needs_a_yes() {
    let course = Course::new();
    course.run(&["solution"]).ends_with_code(2).warns("`doubled` does not pass yet").warns("--yes");
    course
        .run(&["solution", "--yes", "0.2"])
        .ends_with_code(0)
        .says("One way to write `halves`")
        .says("pub fn halved_up(x: u32) -> u32 {\n    x.div_ceil(2)\n}")
        .does_not_say("///");
    course.solve_doubled("x + x");
    course.run(&["check"]).ends_with_code(1);
    course.run(&["solution", "doubled"]).ends_with_code(0).says("    x + x\n");
    course.run(&["compare", "halves"]).ends_with_code(1).says("There is nothing to compare before the task passes.");
    course
        .run(&["compare", "doubled"])
        .ends_with_code(0)
        .says("    x + x\n}\n\nThe reference's code, in solutions/0-first-steps/src/lib.rs\n\npub fn doubled")
        .says("there is no picture to show");
    let mut wide = course.command(&course.root, &["compare", "doubled"]);
    let row = format!("{:58} |     x + x\n", "    x + x");
    RunOutput::of(wide.env("COLUMNS", "120")).ends_with_code(0).says(&row);
    fs::remove_file(course.root.join("solutions/0-first-steps/src/lib.rs")).unwrap();
    course.run(&["solution", "doubled"]).ends_with_code(2).warns("cannot read the solution of chapter 0-first-steps");
}

#[test]
fn a_reset_keeps_the_learners_version() {
    let course = Course::new();
    let lib = "exercises/0-first-steps/src/lib.rs";
    course
        .run(&["reset", "0"])
        .ends_with_code(0)
        .says("Chapter 0 is as it came with the course: there is nothing to reset.\n");
    course.solve_first();
    course.run(&["check", "0"]).ends_with_code(0);
    let ran = course.run(&["reset", "doubled"]).ends_with_code(0).says("Your version is kept in");
    let kept = ran.stdout.split("kept in").nth(1).unwrap().split_whitespace().collect::<String>();
    assert_eq!(course.read(&kept), course::solved());
    assert_eq!(course.read(lib), course::solved().replace("x + x", DOUBLED));
    course.run(&["list"]).says("[ ] 1  doubled").says("[x] 2  halves");
    course.write(lib, "no Rust at all");
    course.run(&["reset", "0.1"]).ends_with_code(2).warns("lib.rs:1 does not parse").warns("cargo course reset 0");
    assert_eq!(course.read(lib), "no Rust at all");
    course.run(&["reset", "--all"]).ends_with_code(2).warns("cannot read the stub of chapter 1-second-steps");
    assert_eq!(course.read(lib), "no Rust at all", "either all chapters are reset or none");
    course.run(&["reset", "0"]).ends_with_code(0);
    assert_eq!(course.read(lib), FIRST_LIB.replace("BODY", DOUBLED));
    fs::remove_file(course.root.join(lib)).unwrap();
    course.run(&["reset", "0"]).ends_with_code(0);
    assert_eq!(course.read(lib), FIRST_LIB.replace("BODY", DOUBLED));
    course.run(&["reset"]).ends_with_code(2).warns("WHERE");
    let kept = fs::read_dir(course.root.join("exercises/0-first-steps/kept")).unwrap();
    assert_eq!(kept.count(), 2, "each version is kept once");
    // There is no version to keep of a deleted file.
    fs::remove_file(course.root.join(lib)).unwrap();
    course.run(&["reset", "doubled"]).ends_with_code(0).says("`doubled` is reset.").does_not_say("kept");
    course.write(lib, "pub use inner::doubled;\nmod inner { pub fn doubled(x: u32) -> u32 { x } }\n");
    course.run(&["reset", "doubled"]).ends_with_code(2).warns("imports another `doubled`");
    fs::write(course.root.join(lib), b"// \xff\npub fn doubled() {}\n").unwrap();
    course.run(&["reset", "doubled"]).ends_with_code(2).warns("is not UTF-8").warns("cargo course reset 0");
    #[cfg(unix)]
    {
        fs::remove_file(course.root.join(lib)).unwrap();
        course.write("elsewhere.rs", &course::solved());
        std::os::unix::fs::symlink(course.root.join("elsewhere.rs"), course.root.join(lib)).unwrap();
        course.run(&["reset", "0"]).ends_with_code(0);
        assert_eq!(course.read("elsewhere.rs"), course.read("solutions/0-first-steps/stub.rs"));
        assert!(fs::symlink_metadata(course.root.join(lib)).unwrap().is_symlink());
    }
    // A version that cannot be copied is not overwritten.
    fs::remove_dir_all(course.root.join("exercises/0-first-steps/kept")).unwrap();
    course.write("exercises/0-first-steps/kept", "a file where a folder should be");
    course.solve_first();
    course.run(&["reset", "0"]).ends_with_code(2).warns("nothing was reset: cannot copy your version");
    assert_eq!(course.read(lib), course::solved());
}

#[test]
fn a_reset_of_everything_starts_the_course_over() {
    let course = Course::new();
    let second = course.read("exercises/1-second-steps/src/lib.rs");
    course.write("solutions/1-second-steps/stub.rs", &second);
    course.solve_first();
    course.run(&["check", "0"]).ends_with_code(0);
    course.run(&["hint", "halves"]).ends_with_code(0);
    course.run(&["start", "1"]);
    course.run(&["reset", "--all"]).ends_with_code(0).says("Your version is kept in").says("The course starts over");
    course.run(&["list"]).says("[ ] 1  doubled").says("[ ] 2  halves").says("0/2");
    course.run(&["hint", "halves"]).ends_with_code(0).says("Hint 1 of 3");
    course.run(&[]).ends_with_code(1).says("Chapter 0, task 1 of 2: doubled");
    let kept = fs::read_dir(course.root.join("exercises/0-first-steps/kept")).unwrap();
    let kept: Vec<String> = kept.map(|entry| fs::read_to_string(entry.unwrap().path()).unwrap()).collect();
    assert_eq!(kept, [course::solved()]);
    // Progress that belongs to stubs as they came is forgotten as well.
    course.write(".streamlings/progress", "0-first-steps/doubled\n");
    course.run(&["reset", "--all"]).ends_with_code(0).says("there is nothing to reset");
    course.run(&["list"]).says("[ ] 1  doubled");
}

#[test]
fn the_log_has_every_task_that_a_check_looked_at() {
    let course = Course::new();
    course.run(&["check", "0"]).ends_with_code(1);
    course.solve_doubled("x + x");
    course.run(&["check", "0"]).ends_with_code(1);
    let log = course.read(".streamlings/log");
    let events: Vec<&str> = log.lines().filter_map(|line| line.split_once("0-first-steps/")).map(|(_, e)| e).collect();
    assert_eq!(
        events,
        [
            "halves fails seven_falls_apart",
            "doubled fails three_becomes_six",
            "doubled passes",
            "halves fails seven_falls_apart"
        ],
        "the first that fails is the last of its check"
    );
    course
        .run(&["report"])
        .says("0-first-steps/doubled     1/1         2")
        .says("0-first-steps/halves      0/1         2");
}

#[test]
fn the_log_records_attempts_and_can_be_turned_off() {
    let course = Course::new();
    course.run(&["report"]).ends_with_code(0).says("The log is empty.");
    course.run(&["check", "doubled"]).ends_with_code(1);
    course.run(&["hint", "doubled"]).ends_with_code(0);
    course.solve_doubled("x +");
    course.run(&["check", "doubled"]).ends_with_code(1);
    course.solve_doubled("x + x");
    course.run(&["check", "doubled"]).ends_with_code(0);
    let log = course.read(".streamlings/log");
    let events: Vec<&str> =
        log.lines().filter_map(|line| line.split_once("0-first-steps/doubled ")).map(|(_, e)| e).collect();
    assert_eq!(events, ["fails three_becomes_six", "hint 1", "does-not-compile", "passes"]);
    let row = "0-first-steps/doubled     1/1         3             1      1        0  ";
    course.run(&["report"]).ends_with_code(0).says(row).says("failed most (once): three becomes six");
    course.run(&["log", "off"]).ends_with_code(0).says("The log is off.");
    course.run(&["check", "doubled"]).ends_with_code(0);
    assert_eq!(course.read(".streamlings/log"), log);
    course.run(&["log", "on"]).ends_with_code(0).says(".streamlings/log").says("never leaves this computer");
    course.write("another learner.log", "2026-11-21T07:00:00Z 0-first-steps/doubled opened\n");
    course.run(&["report", ".streamlings/log", "another learner.log"]).ends_with_code(0).says("     1/2         3");
    course.run(&["report", "no such file"]).ends_with_code(2).warns("no such file");
}

#[test]
fn the_doctor_reports_problems_and_how_to_fix_them() {
    let course = Course::new();
    course.run(&["doctor"]).ends_with_code(0).says("ok       Rust: rustc ").says("ok       Chapters: all are complete");
    assert!(!course.root.join(".streamlings").exists(), "the doctor leaves no folder behind");
    let mut command = course.command(&course.root, &["doctor"]);
    RunOutput::of(command.env("RUSTC", "no-such-rustc")).ends_with_code(1).says("error    Rust:").says("Install Rust");
    course.run(&["doctor"]).says("ok       Build: an empty program builds and runs").says("warning  Files: missing:");
    for (variable, value, remedy) in [
        ("CARGO_TARGET_DIR", "Cargo.toml", "set CARGO_TARGET_DIR to another one"),
        ("CARGO_BUILD_TARGET", "no-such-target", "remove `CARGO_BUILD_TARGET` from the environment"),
    ] {
        let mut command = course.command(&course.root, &["doctor"]);
        let ran = RunOutput::of(command.env(variable, value)).ends_with_code(1).says("error    Build:");
        let words: Vec<&str> = ran.stdout.split_whitespace().collect();
        assert!(words.join(" ").contains(remedy), "{}", ran.stdout);
    }
    let mut command = course.command(&course.root, &["doctor"]);
    RunOutput::of(command.env("RUSTFLAGS", "-Clinker=no-such-linker")).ends_with_code(1).says("Install a C compiler");
    let mut command = course.command(&course.root, &["doctor"]);
    RunOutput::of(command.env("RUSTFLAGS", "-Cdebuginfo=0")).says("warning  Environment: RUSTFLAGS is set");
    course.write("exercises/1-second-steps/Cargo.toml", "[package\n");
    course.run(&["doctor"]).ends_with_code(1).says("error    Cargo:").says("Cargo.toml");
    course.write(".streamlings", "a file where a folder should be");
    course.run(&["doctor"]).says("warning  Progress: cannot write to");
}

#[cfg(unix)]
#[test]
fn the_doctor_asks_for_the_crates_of_the_chapters_only() {
    let course = Course::new();
    for (fails, crates) in [
        ("fetch", "ok       Crates: those of all chapters are downloaded"),
        ("tree", "warning  Crates: some dependencies are not downloaded yet"),
    ] {
        let cargo = course.cargo_that(&format!("if [ \"$1\" = {fails} ]; then exit 101; fi"));
        let mut command = course.command(&course.root, &["doctor"]);
        RunOutput::of(command.env("CARGO", cargo)).ends_with_code(0).says(crates);
    }
}

#[test]
fn each_shell_gets_completions() {
    let course = Course::new();
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        course.run(&["completions", shell]).ends_with_code(0).says("cargo course").says("predict");
    }
    // These two complete chapters and tasks as well.
    for shell in ["bash", "zsh"] {
        course.run(&["completions", shell]).says("first-steps").says("0.2");
    }
    course.run(&["completions", "tcsh"]).ends_with_code(2).warns("tcsh");
}

#[test]
fn colours_can_be_chosen() {
    let course = Course::new();
    assert!(course.run(&["list", "--color", "always"]).ends_with_code(0).stdout.contains('\u{1b}'));
    course.run(&["list", "--color", "never"]).ends_with_code(0).does_not_say("\u{1b}");
    course.run(&["list", "--color", "sometimes"]).ends_with_code(2).warns("sometimes");
}

#[cfg(unix)]
#[test]
fn the_course_works_in_a_read_only_folder() {
    use std::os::unix::fs::{MetadataExt, PermissionsExt};
    use std::os::unix::process::CommandExt;
    let course = Course::new();
    course.solve_first();
    // Root may write everywhere, so the runner runs as another user.
    let runner = course.root.join("runner");
    fs::copy(env!("CARGO_BIN_EXE_streamlings"), &runner).unwrap();
    let parent = course.root.parent().unwrap().to_owned();
    for folder in [&parent, &course.root, &course.root.join("exercises/0-first-steps")] {
        fs::set_permissions(folder, fs::Permissions::from_mode(0o555)).unwrap();
    }
    let run = |args: &[&str]| {
        let mut command = Command::new(&runner);
        command.args(args).current_dir(&course.root);
        if fs::metadata(&parent).unwrap().uid() == 0 {
            command.uid(65534).gid(65534);
        }
        RunOutput::of(&mut command)
    };
    run(&["list"]).ends_with_code(0).says("first-steps");
    run(&["hint"]).ends_with_code(0).says("Look at the sum.").warns("warning: cannot save your progress");
    run(&["reset", "0"]).ends_with_code(2).warns("nothing was reset");
    run(&["log", "off"]).ends_with_code(2).warns("log-is-off");
    assert_eq!(course.read("exercises/0-first-steps/src/lib.rs"), course::solved());
    for folder in [&parent, &course.root, &course.root.join("exercises/0-first-steps")] {
        fs::set_permissions(folder, fs::Permissions::from_mode(0o755)).unwrap();
    }
}

#[test]
fn two_runners_at_once_lose_nothing() {
    let course = Course::new();
    course.solve_first();
    course.write("exercises/1-second-steps/src/lib.rs", "/// True.\npub fn truth() -> bool {\n    true\n}\n");
    std::thread::scope(|scope| {
        for name in ["0.1", "0.2", "1", "0"] {
            let course = &course;
            scope.spawn(move || course.run(&["check", name]).ends_with_code(0));
        }
    });
    let done = "0-first-steps/doubled\n0-first-steps/halves\n1-second-steps/truth\n";
    assert_eq!(course.read(".streamlings/progress"), done);
    // The check of chapter 0 looks at two tasks.
    assert_eq!(course.read(".streamlings/log").lines().count(), 5);
}

#[test]
fn a_broken_pipe_is_not_an_error() {
    let course = Course::new();
    let (reader, writer) = std::io::pipe().unwrap();
    drop(reader);
    let output = course.command(&course.root, &["list"]).stdout(writer).output().unwrap();
    assert_eq!(output.status.code(), Some(0));
    assert_eq!(String::from_utf8_lossy(&output.stderr), "");
    let (reader, writer) = std::io::pipe().unwrap();
    drop(reader);
    let status = course.command(&course.root, &["check", "7"]).stderr(writer).status().unwrap();
    assert_eq!(status.code(), Some(2));
}

#[test]
fn lines_fit_into_a_narrow_terminal() {
    let course = Course::new();
    course.solve_doubled("x");
    let mut command = course.command(&course.root, &[]);
    let ran = RunOutput::of(command.env("COLUMNS", "20")).ends_with_code(1);
    // 40 columns is the narrowest layout. Paths and code are not wrapped.
    let is_narrow = |ran: &RunOutput| {
        let is_code = |line: &&str| ["lib.rs", "println", "cargo run"].iter().any(|code| line.contains(code));
        for line in ran.stdout.lines().filter(|line| !is_code(line)) {
            assert!(line.chars().count() <= 40, "{line:?} is wider than 40 columns");
        }
    };
    is_narrow(&ran);
    let narrow = |args: &[&str]| RunOutput::of(course.command(&course.root, args).env("COLUMNS", "20"));
    course.solve_first();
    course.write("exercises/1-second-steps/src/lib.rs", "/// True.\npub fn truth() -> bool {\n    true\n}\n");
    is_narrow(&narrow(&["check", "0"]).says("Every task of chapter 0 is done."));
    is_narrow(&narrow(&[]).says("Every task of the course is done."));
    course.write("exercises/0-first-steps/examples/1_lines.rs", GAPS);
    is_narrow(&narrow(&["predict", "0"]).says("It prints this."));
}

/// Every crate costs each learner time.
#[test]
fn the_runner_needs_fewer_than_thirty_crates_and_each_has_its_reason() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let args = ["tree", "--locked", "--offline", "--edges", "normal,build", "--prefix", "none", "--format", "{lib}"];
    let tree = RunOutput::of(Command::new(cargo).args(args).args(["--package", "streamlings"]).current_dir(root));
    let tree = tree.ends_with_code(0).stdout;
    let crates: BTreeSet<String> = tree
        .lines()
        .filter_map(|line| line.split_whitespace().next())
        .map(|name| name.replace('_', "-"))
        .filter(|name| !["streamlings", "course", "shared-features"].contains(&name.as_str()))
        .collect();
    assert!((10..30).contains(&crates.len()), "{} crates: {crates:?}", crates.len());
    let reasons = fs::read_to_string(root.join("CONTRIBUTING.md")).unwrap().replace('_', "-");
    for name in crates {
        let is_named = reasons.split(|c: char| !c.is_alphanumeric() && c != '-').any(|word| word == name);
        assert!(is_named, "CONTRIBUTING.md does not say what the crate {name} is for");
    }
}
