//! The output of `cargo course check --json`: a snapshot, and its schema `schema/check.json`.

mod course;
#[path = "../crates/pollscope/tests/json_schema/mod.rs"]
mod json_schema;

use course::{Course, FIRST_CHECKS, FIRST_LIB};
use serde_json::{Value, json};

/// Returns the output for a chapter, after validating it against the schema.
#[track_caller]
fn checked(course: &Course, args: &[&str], code: i32) -> Value {
    let ran = course.run(&[&["check", "--json"], args].concat()).ends_with_code(code);
    let value: Value = serde_json::from_str(&ran.stdout).unwrap();
    let schema: Value = serde_json::from_str(include_str!("../schema/check.json")).unwrap();
    assert_eq!(json_schema::fits(&value, &schema, &schema, ""), Ok(()));
    value
}

#[test]
fn each_way_to_fail_has_its_own_form() {
    let course = Course::new();
    let checks = FIRST_CHECKS.replace("    #[test]\n    fn seven", "    #[test]\n    #[ignore]\n    fn seven");
    course.write("tests/0-first-steps.rs", &checks);
    let names = course.read("tests/names.txt") + "0-first-steps halves::gone\n";
    course.write("tests/names.txt", &names);
    let body = "if x == 0 { std::process::exit(3) } println!(\"x is {x}\"); x";
    course.write("exercises/0-first-steps/src/lib.rs", &FIRST_LIB.replace("BODY", body));
    let mut value = checked(&course, &["0"], 1);
    // The text for an exit status depends on the system.
    let status = &mut value["chapters"][0]["tasks"][0]["checks"][1]["why"]["message"];
    assert!(status.as_str().unwrap().contains('3'), "{status}");
    *status = json!("(how it ended)");
    insta::assert_snapshot!(format!("{value:#}"));
}

#[test]
fn a_panic_in_the_learners_code_has_its_location() {
    let course = Course::new();
    let value = checked(&course, &["doubled"], 1);
    let why = &value["chapters"][0]["tasks"][0]["checks"][0]["why"];
    assert_eq!(why["kind"], "failed");
    assert_eq!(why["panicked"], json!({ "file": "exercises/0-first-steps/src/lib.rs", "line": 7 }));
    assert_eq!(value["chapters"][0]["tasks"].as_array().unwrap().len(), 1);
}

#[test]
fn passing_chapters_are_reported() {
    let course = Course::new();
    course.solve_first();
    let value = checked(&course, &["0"], 0);
    assert_eq!(value["passes"], true);
    let value = checked(&course, &["--all"], 1);
    let passes: Vec<&Value> = value["chapters"].as_array().unwrap().iter().map(|chapter| &chapter["passes"]).collect();
    assert_eq!(passes, [true, false]);
}

#[test]
fn an_optional_task_does_not_count_in_its_chapter() {
    let course = Course::new();
    course.add_optional();
    course.solve_required();
    let value = checked(&course, &["0"], 0);
    let tasks: Vec<_> = value["chapters"][0]["tasks"].as_array().unwrap().iter().collect();
    let states: Vec<_> = tasks.iter().map(|task| (&task["optional"], &task["passes"])).collect();
    let (yes, no) = (json!(true), json!(false));
    assert_eq!(states, [(&no, &yes), (&no, &yes), (&yes, &no)]);
    assert_eq!((&value["passes"], &value["chapters"][0]["passes"]), (&yes, &yes));
    assert_eq!(checked(&course, &["0.3"], 1)["passes"], no);
}

#[test]
fn a_compile_error_has_no_colours() {
    let course = Course::new();
    course.solve_doubled("let sum: String = x; sum");
    let value = checked(&course, &["0", "--color", "always"], 1);
    let chapter = &value["chapters"][0];
    assert_eq!((&chapter["compiles"], &chapter["tasks"]), (&json!(false), &json!([])));
    assert_eq!(chapter["errors"][0]["place"], json!({ "file": "exercises/0-first-steps/src/lib.rs", "line": 7 }));
    let rendered = chapter["errors"][0]["rendered"].as_str().unwrap();
    assert!(rendered.starts_with("error[E0308]") && !rendered.contains('\u{1b}'), "{rendered}");
}
