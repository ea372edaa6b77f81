//! The runner without a terminal, from end to end: the real program on a small course in a folder of its own.

mod course;

use std::fs;
use std::path::Path;
use std::process::Command;

use course::{Course, DOUBLED, FIRST_CHECKS, FIRST_LIB, Ran, lib_line};

#[test]
fn a_fresh_course_opens_with_one_failing_task() {
    let course = Course::new();
    let before = course.files();
    course
        .run(&[])
        .ends_with_code(0)
        .says(">  0  first-steps   [--]  0/2")
        .says("   1  second-steps  [-]   0/1")
        .says("Chapter 0, task 1 of 2: doubled")
        .says(&format!(
            "{}\n\n    fn doubled(x: u32) -> u32\n\n  Twice `x`.\n\n  It never overflows here.\n",
            lib_line(6)
        ))
        .says(&format!("fails: three becomes six\nnot yet implemented: add `x` to itself\nat {}\n", lib_line(7)))
        .says("1 more check of this task fails.")
        .says("cargo course predict 0")
        .says("cargo course hint")
        .does_not_say("thread '")
        .does_not_say("RUST_BACKTRACE")
        .does_not_say("nothing stays nothing")
        .does_not_say("\u{1b}");
    course.run(&["list"]).ends_with_code(0).says("[ ] doubled").says("[ ] truth");
    course.run(&["hint"]).ends_with_code(0);
    assert_eq!(course.files(), before, "a command changed a file of the course");
}

#[test]
fn a_wrong_answer_is_told_in_the_words_of_its_check() {
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
fn what_passes_moves_the_course_on_to_its_end() {
    let course = Course::new();
    course.solve_doubled("x + x");
    course
        .run(&[])
        .ends_with_code(0)
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
    course.run(&[]).ends_with_code(0).says("`truth` passes now.").says("Every task of the course is done.");
    course.run(&["check", "0"]).ends_with_code(0).says("  passes  doubled\n  passes  halves\n");
    course.run(&["hint", "0"]).ends_with_code(0).says("Every task of chapter 0 is done.");
}

#[test]
fn a_done_task_that_breaks_is_said_so() {
    let course = Course::new();
    course.solve_doubled("x + x");
    course.run(&[]).says("`doubled` passes now.");
    course.solve_doubled("x");
    course.run(&[]).says("`doubled` was done, and does not pass any more.").says("task 1 of 2: doubled");
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
        .says("fails: nothing stays nothing")
        .says("This check came with the course, and is no longer in");
    course.write("tests/0-first-steps.rs", &FIRST_CHECKS.replace("fn nothing_stays_nothing", "fn all_is_well"));
    course.run(&["check", "0"]).ends_with_code(1).says("fails: nothing stays nothing");
    // Without the module no check of the task is left.
    let module = FIRST_CHECKS.find("mod halves").unwrap();
    course.write("tests/0-first-steps.rs", &FIRST_CHECKS[..module]);
    course
        .run(&["check", "0"])
        .ends_with_code(1)
        .says("  passes  doubled")
        .says("  fails   halves (1 of 1 checks fail)");
    let ignored = FIRST_CHECKS.replace("#[test]\n    fn seven", "#[test]\n    #[ignore]\n    fn seven");
    course.write("tests/0-first-steps.rs", &ignored);
    course.run(&["check", "0"]).ends_with_code(1).says("fails: seven falls apart").says("#[ignore]");
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
        .says("The program of the checks ended before this one was done");
    // Which task ended it cannot be told, so a task that was done stays so.
    course.solve_doubled("x + x");
    course.run(&[]).says("`doubled` passes now.");
    let lib = course.read("exercises/0-first-steps/src/lib.rs").replacen("    x\n", "    std::process::abort()\n", 1);
    course.write("exercises/0-first-steps/src/lib.rs", &lib);
    course.run(&[]).does_not_say("any more").says("task 2 of 2: halves").says("The program of the checks ended");
}

#[test]
fn a_compile_error_is_shown_as_rustc_prints_it() {
    let course = Course::new();
    course.solve_doubled("let unused = 1; let sum: String = x + x; sum");
    course
        .run(&[])
        .ends_with_code(0)
        .says("It does not compile:\n\nerror[E0308]: mismatched types\n")
        .says("src/lib.rs:7:")
        .says(&format!("Next: {}\n", lib_line(7)))
        .says("fn doubled(x: u32) -> u32")
        .does_not_say("warning")
        .does_not_say("aborting")
        .does_not_say("could not compile");
    course.run(&["check"]).ends_with_code(1).says("error[E0308]");
    course.solve_doubled("x +");
    course.run(&[]).ends_with_code(0).says("the contract cannot be shown, because").says("error: expected expression");
}

#[test]
fn a_changed_signature_is_explained() {
    let course = Course::new();
    let lib = FIRST_LIB.replace("BODY", "x").replace("pub fn doubled(x: u32)", "pub fn doubled(x: u32, y: u32)");
    course.write("exercises/0-first-steps/src/lib.rs", &lib);
    course.run(&["check"]).ends_with_code(1).says("error[E0061]").says("The checks do not find what they call");
    course.write("exercises/0-first-steps/src/lib.rs", "");
    course.run(&[]).ends_with_code(0).says("`doubled` is not in");
}

#[test]
fn hints_come_one_by_one() {
    let course = Course::new();
    course
        .run(&["hint"])
        .ends_with_code(0)
        .says("Hint 1 of 3 to `doubled`: the direction\n\n  Look at the sum.\n")
        .does_not_say("Look at `+`");
    course.run(&["hint", "0"]).says("Hint 2 of 3 to `doubled`: the API\n\n  Look at `+`.\n").does_not_say("the sum");
    course.run(&["hint"]).says("Hint 3 of 3 to `doubled`: the shape\n\n  Write `x + x`.\n").says("no more hints");
    course.run(&["hint"]).says("Look at the sum.").says("Look at `+`.").says("Write `x + x`.");
    course.run(&["hint", "1"]).ends_with_code(2).complains("there is no hint to `truth`");
    fs::remove_file(course.root.join("exercises/0-first-steps/hints.md")).unwrap();
    course.run(&["hint"]).ends_with_code(2).complains("the hints of chapter 0-first-steps cannot be read");
}

#[test]
fn a_chapter_has_many_names_and_an_unknown_one_none() {
    let course = Course::new();
    for name in ["1", "1-second-steps", "ex1-second-steps", "second-steps", "second_steps"] {
        course.run(&["check", name]).ends_with_code(1).says("Chapter 1: second-steps");
    }
    course
        .run(&["check", "7"])
        .ends_with_code(2)
        .complains("there is no chapter `7`")
        .complains("0-first-steps\n  1-second-steps");
    course.run(&["no-command"]).ends_with_code(2).complains("no-command");
}

#[test]
fn works_from_any_folder_inside_and_from_none_outside() {
    let course = Course::new();
    let inside = course.root.join("exercises/0-first-steps/src");
    Ran::of(&mut course.command(&inside, &[])).ends_with_code(0).says("lib.rs:6\n").says("task 1 of 2: doubled");
    let outside = tempfile::tempdir().unwrap();
    Ran::of(&mut course.command(outside.path(), &["list"])).ends_with_code(2).complains("does not lie in the course");
}

#[test]
fn progress_can_be_deleted_damaged_or_impossible() {
    let course = Course::new();
    course.solve_doubled("x + x");
    course.run(&[]).says("`doubled` passes now.");
    fs::remove_dir_all(course.root.join(".streamlings")).unwrap();
    course.run(&["list"]).ends_with_code(0).says("[ ] doubled");
    course.run(&[]).ends_with_code(0).says("`doubled` passes now.");
    fs::write(course.root.join(".streamlings/progress"), b"\xff\x00\n0-first-steps/halves \n9-later/kept\n").unwrap();
    course.run(&["list"]).ends_with_code(0).says("[ ] doubled").says("[x] halves");
    course.run(&[]).ends_with_code(0).says("`halves` was done");
    assert!(course.read(".streamlings/progress").contains("0-first-steps/doubled\n9-later/kept\n"));
    fs::remove_dir_all(course.root.join(".streamlings")).unwrap();
    course.write(".streamlings", "a file where a folder should be");
    course
        .run(&[])
        .ends_with_code(0)
        .says("`doubled` passes now.")
        .complains("warning: your progress could not be kept");
    course.solve_first();
    course.write("exercises/1-second-steps/src/lib.rs", "/// True.\npub fn truth() -> bool {\n    true\n}\n");
    course.run(&[]).ends_with_code(0).says("`truth` passes now.").says("Every task of the course is done.");
}

#[test]
fn a_prediction_stands_beside_what_is_printed() {
    let course = Course::new();
    course
        .run_with_input(&["predict", "0"], "one\nthree\n\n")
        .ends_with_code(0)
        .says("Prediction 1 of 1 of chapter 0: 1_lines\n\n  Which two lines does this print?\n\nfn main() {\n")
        .says("  you predicted | it prints\n  one           | one\n! three         |\n!               | two\n")
        .says("Because both are printed.")
        .does_not_say("//?");
    course.run_with_input(&["predict", "0"], "one\ntwo\n").says("It prints what you predicted:\n    one\n    two\n");
    course
        .run(&["predict", "0"])
        .ends_with_code(0)
        .says("cargo run -q -p ex0-first-steps --example 1_lines")
        .does_not_say("Because");
    course.run(&["predict", "1"]).ends_with_code(2).complains("chapter 1-second-steps has no predictions");
}

#[test]
fn what_is_missing_is_named() {
    let course = Course::new();
    let mut command = course.command(&course.root, &[]);
    Ran::of(command.env("CARGO", "no-such-cargo")).ends_with_code(2).complains("cargo cannot be started");
    course.write("exercises/0-first-steps/Cargo.toml", "[package\n");
    course.run(&["check"]).ends_with_code(2).complains("cargo could not build ex0-first-steps").complains("Cargo.toml");
    course.write("tests/0-first-steps.rs", "mod doubled {\n    fn 1() {}\n}\n");
    course.run(&["check"]).ends_with_code(2).complains("0-first-steps.rs:2");
    course.write("tests/0-first-steps.rs", "");
    course.write("tests/names.txt", "");
    course.run(&[]).ends_with_code(2).complains("hold no tests");
    fs::remove_file(course.root.join("tests/0-first-steps.rs")).unwrap();
    course.run(&["list"]).ends_with_code(2).complains("the checks of chapter 0-first-steps cannot be read");
}

#[test]
fn a_reader_that_leaves_is_no_error() {
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
    let ran = Ran::of(command.env("COLUMNS", "20")).ends_with_code(0);
    // Narrower than 40 columns nothing is laid out; a path or a program cannot be broken.
    for line in ran.stdout.lines().filter(|line| !line.contains("lib.rs")) {
        assert!(line.chars().count() <= 40, "{line:?} is wider than 40 columns");
    }
}

#[test]
fn the_list_of_checks_is_that_of_the_check_files() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let listed = fs::read_to_string(root.join("tests/names.txt")).unwrap();
    let names =
        Ran::of(Command::new(env!("CARGO_BIN_EXE_streamlings")).arg("names").current_dir(root)).ends_with_code(0);
    // By lines: Git may have changed how they end.
    assert!(
        names.stdout.lines().eq(listed.lines()),
        "learners are judged by the checks in tests/names.txt, which are not those of the check files any more: \
         `cargo course names > tests/names.txt`"
    );
}
