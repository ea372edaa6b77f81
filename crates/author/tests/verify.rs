//! `cargo author verify`: the course keeps its promises, and the command finds a course that does not.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use tempfile::TempDir;

/// The course as it is, as far as that needs no compiler; `cargo author verify` does the rest.
#[test]
fn the_course_keeps_its_promises() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let verified = verify(&root, &["--only", "pages", "--learners-copy"]);
    assert_eq!(verified.status.code(), Some(0), "{}", text(&verified));
}

/// Learners are judged by the checks in `tests/names.txt`.
#[test]
fn the_list_of_checks_is_that_of_the_check_files() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let (chapters, _) = course::chapter::Chapter::all(&root).unwrap();
    let listed = fs::read_to_string(root.join("tests/names.txt")).unwrap();
    // By lines: Git may have changed how they end.
    assert!(course::names::list(&chapters).unwrap().lines().eq(listed.lines()), "tests/names.txt is out of date");
}

/// Finds checks that do something outside of the harness, which would not be reported.
#[test]
fn every_check_is_one_call_of_the_harness() {
    fn find(path: &str, items: &[syn::Item], others: &mut Vec<String>) {
        for item in items {
            match item {
                syn::Item::Mod(module) => {
                    let items = module.content.as_ref().map(|(_, items)| items.as_slice()).unwrap_or_default();
                    find(&format!("{path}::{}", module.ident), items, others);
                }
                syn::Item::Fn(function) => {
                    let is_test = function.attrs.iter().any(|attribute| attribute.path().is_ident("test"));
                    if is_test && !is_one_call(&function.block.stmts) {
                        others.push(format!("{path}::{}", function.sig.ident));
                    }
                }
                _ => {}
            }
        }
    }
    fn is_one_call(statements: &[syn::Stmt]) -> bool {
        let Some((syn::Stmt::Expr(syn::Expr::Call(call), _), before)) = statements.split_last() else { return false };
        let syn::Expr::Path(function) = &*call.func else { return false };
        ["paused", "paused_for", "live", "plain"].iter().any(|name| function.path.is_ident(name))
            && before.iter().all(|statement| matches!(statement, syn::Stmt::Item(_)))
    }
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let (chapters, _) = course::chapter::Chapter::all(&root).unwrap();
    let mut others = Vec::new();
    for chapter in &chapters {
        let file = syn::parse_file(&fs::read_to_string(&chapter.check_file).unwrap()).unwrap();
        find(&chapter.folder, &file.items, &mut others);
    }
    assert_eq!(
        others,
        Vec::<String>::new(),
        "these checks are not one call of `paused`, `paused_for`, `live` or `plain`"
    );
}

#[test]
fn nothing_is_found_in_a_sound_course() {
    let course = Course::new();
    course.add_sound_chapter("0-doubling");
    let verified = course.verify(&["--repeat", "3", "0", "doubling"]);
    assert_eq!(findings(&verified), Vec::<String>::new());
    assert_eq!(verified.status.code(), Some(0), "{}", text(&verified));
    let summary = "Verified 1 chapter with 1 task: 1 stub, 1 solution (3 runs and 10 on a busy machine), 3 right and \
                   4 wrong answers. 0 findings. 0 of 9 verdicts come from the cache.";
    assert!(text(&verified).contains(summary), "{}", text(&verified));
    let progress = String::from_utf8_lossy(&verified.stderr);
    let stages = [
        "Checking the exercises ...",
        "Compiling 3 programs of checks, which takes several minutes the first time ...",
        "Running the checks of 9 libraries ...",
        "Running 1 solution 10 times more, on a busy machine ...",
    ];
    assert!(stages.iter().all(|stage| progress.lines().any(|line| line == *stage)), "{progress}");
    let pages = course.verify(&["--only", "pages"]);
    let summary = String::from_utf8_lossy(&pages.stdout);
    assert!(summary.starts_with("Verified 1 chapter with 1 task. 0 findings. 0."), "{summary}");
    assert_eq!(String::from_utf8_lossy(&pages.stderr), "", "nothing takes long");
}

#[test]
fn files_that_are_derived_or_recorded_are_missing_or_left_over() {
    let course = Course::new();
    course.add_sound_chapter("0-doubling");
    fs::remove_file(course.path("book/unsolved/0-doubling/doubled.txt")).unwrap();
    course.write("book/unsolved/0-doubling/halved.txt", "This check fails: ...\n");
    course.write("solutions/0-doubling/traces/doubled.two_becomes_four.json", "{}");
    course.write("solutions/0-doubling/traces/doubled.two_becomes_five.json", "{}");
    course.write("tests/names.txt", "0-doubling doubled::two_becomes_four\n");
    assert_findings(
        &course.verify(&["--only", "pages", "0"]),
        &[
            "book/unsolved/0-doubling/doubled.txt: it is missing: the guide shows what the unsolved task says. When the \
             checks of `doubled` are written, run `cargo author bless reference-traces unsolved`",
            "book/unsolved/0-doubling/halved.txt: the chapter has no task `halved`; remove the file",
            "solutions/0-doubling/traces/doubled.two_becomes_five.json: no check has this name",
            "tests/names.txt: it is out of step; `cargo author sync` writes it",
        ]
        .map(str::to_owned),
    );
}

#[test]
fn answers_are_not_judged_by_checks_that_are_not_written() {
    let course = Course::new();
    course.add_sound_chapter("0-doubling");
    let checks = fs::read_to_string(course.path("tests/0-doubling.rs")).unwrap();
    let unfinished = "\nmod tripled {\n    #[test]\n    fn has_its_checks() {\n        ::doubling::doubled(1);\n        \
                      todo!(\"TODO: write the checks of `tripled`\");\n    }\n}\n";
    course.write("tests/0-doubling.rs", &(checks + unfinished));
    assert_findings(
        &course.verify(&["--only", "answers"]),
        &[
            "tests/answers/0-doubling/right: the task `tripled` has 0 right answers of at least 3".to_owned(),
            "tests/answers/0-doubling/wrong: the task `tripled` has 0 wrong answers of at least 4".to_owned(),
        ],
    );
}

#[test]
fn an_edited_exercise_is_wrong_in_the_authors_clone_only() {
    let course = Course::new();
    course.add_sound_chapter("0-doubling");
    course.write("exercises/0-doubling/src/lib.rs", "pub fn doubled(x: u32) -> u32 { x.no_such_function() }");
    course.write("exercises/0-doubling/examples/play.rs", "fn main() { let unused = 1; }");
    course.write("exercises/0-doubling/src/given/mod.rs", "");
    let only = ["--only", "exercises", "--only", "pages"];
    let learners = course.verify(&[only.as_slice(), &["--learners-copy"]].concat());
    assert_eq!(findings(&learners), Vec::<String>::new());
    assert_eq!(learners.status.code(), Some(0), "{}", text(&learners));
    let authors = course.verify(&only);
    assert_eq!(
        findings(&authors),
        [
            "exercises/0-doubling/src/lib.rs: it differs from solutions/0-doubling/stub.rs; run `cargo author sync`, or \
             verify a learner's clone with `--learners-copy`",
            "exercises/0-doubling/src/given/mod.rs: it differs from solutions/0-doubling/src/given/mod.rs; run \
             `cargo author sync`, or verify a learner's clone with `--learners-copy`",
            "exercises/0-doubling/src/lib.rs:1: it does not compile: no method named `no_such_function` found for type \
             `u32` in the current scope; a learner's editor must be free of red at the beginning",
        ]
    );
    assert_eq!(authors.status.code(), Some(1), "{}", text(&authors));
}

#[test]
fn a_warning_in_what_a_learner_begins_with_is_found() {
    let course = Course::new();
    course.add_sound_chapter("0-doubling");
    course.write("exercises/0-doubling/examples/play.rs", "fn main() {\n    let mut play = 1;\n}\n");
    course.write_stub("0-doubling", &STUB.replace("todo!(", "let mut scaffold = 1;\n    todo!("));
    let verified = course.verify(&["--only", "exercises"]);
    let warning = "a warning: variable does not need to be mutable";
    let end = "a learner's editor must be free of warnings at the beginning";
    let mut found = findings(&verified);
    found.sort();
    assert_eq!(
        found,
        [
            format!("exercises/0-doubling/examples/play.rs:2: {warning}; {end}"),
            format!("exercises/0-doubling/src/lib.rs:3: {warning}; {end}"),
            format!("solutions/0-doubling/stub.rs:3: {warning}; {end}"),
        ]
    );
}

#[test]
fn programs_that_ask_nothing_or_differ_in_each_run_are_found() {
    let course = Course::new();
    course.add_sound_chapter("0-doubling");
    let program = |code: &str| format!("//! What is printed?\n\nfn main() {{\n    {code}\n}}\n\n//? It.\n");
    for (name, code) in [
        ("review_4_differs", "println!(\"{}\", std::process::id());"),
        ("1_one_line", "println!(\"always\");"),
        ("2_many", "(0..17).for_each(|n| println!(\"{n}\"));"),
        ("3_fails", "panic!(\"no\");"),
    ] {
        course.write(&format!("exercises/0-doubling/examples/{name}.rs"), &program(code));
    }
    assert_findings(
        &course.verify(&["--only", "exercises", "--only", "pages"]),
        &[
            "exercises/0-doubling/examples/1_one_line.rs: there is nothing to predict in its output",
            "exercises/0-doubling/examples/2_many.rs: its output has 17 gaps",
            "exercises/0-doubling/examples/3_fails.rs: it failed",
            "exercises/0-doubling/examples/review_4_differs.rs: its output differs from one run to the next",
            "exercises/0-doubling/examples: the chapter has 4 review questions; write 3",
        ]
        .map(str::to_owned),
    );
}

#[test]
fn answers_that_get_another_verdict_are_found() {
    let course = Course::new();
    course.add_sound_chapter("0-doubling");
    let right = |body: &str| format!("//! Task: doubled\n//! Another.\n{}", answer(body));
    let wrong = |fails: &str, says: &str, body: &str| {
        format!("//! Fails: doubled::{fails}\n//! Says: {says}\n//! A mistake.\n{}", answer(body))
    };
    let wrong_said = "happened: three";
    course.write_answer("right/fails.rs", &right("x + 1"));
    course.write_answer("right/lacks_its_task.rs", &format!("//! Just so.\n{}", answer("x + x")));
    course.write_answer("right/is_of_no_task.rs", &right("x + x").replace("Task: doubled", "Task: tripled"));
    course.write_answer("right/defines_nothing.rs", "//! Task: doubled\n//! Nothing.\npub use solution::*;\n");
    course.write_answer("right/does_not_compile.rs", &right("x + \"x\""));
    course.write_answer("wrong/passes.rs", &wrong("two_becomes_four", wrong_said, "x + x"));
    course.write_answer("wrong/passes_that_one.rs", &wrong("two_becomes_four", wrong_said, "2 + x"));
    course.write_answer("wrong/says_something_else.rs", &wrong("two_becomes_four", "the phrase", "x + 1"));
    course.write_answer("wrong/fails_no_test.rs", &wrong("no_such_test", wrong_said, "x + 1"));
    course
        .write_answer("wrong/ends_the_program.rs", &wrong("two_becomes_four", "gone", "std::process::exit(x as i32)"));
    course.write_answer("wrong/notes.txt", "");
    let verified = course.verify(&["--only", "answers"]);
    let folder = "tests/answers/0-doubling";
    let begins = [
        "right/defines_nothing.rs: it defines no `pub` doubled: what is checked is the solution of `doubled`",
        "right/does_not_compile.rs: it does not compile: cannot add `&str` to `u32`",
        "right/fails.rs: a right answer must pass all checks, but it fails `doubled::two_becomes_four`; it says: \
         expected: four happened: three",
        "right/is_of_no_task.rs: the chapter has no task `tripled`; its tasks are doubled",
        "right/lacks_its_task.rs: its first lines lack `//! Task: ...`",
        "wrong/ends_the_program.rs: it fails `doubled::two_becomes_four`, but without a verdict; the program ended \
         before: exit status: 2",
        "wrong/fails_no_test.rs: the task `doubled` has no test `no_such_test`; its tests are two_becomes_four, \
         nothing_stays_nothing",
        "wrong/notes.txt: it is not a Rust file",
        "wrong/passes.rs: a wrong answer must fail `doubled::two_becomes_four`, but it passes",
        "wrong/passes_that_one.rs: a wrong answer must fail `doubled::two_becomes_four`, but it passes",
        "wrong/says_something_else.rs: it fails `doubled::two_becomes_four` as it must, but the verdict lacks the \
         phrase `the phrase`; it says: expected: four happened: three it looks as if one is added",
    ];
    assert_findings(&verified, &begins.map(|begin| format!("{folder}/{begin}")));
    assert_eq!(verified.status.code(), Some(1), "{}", text(&verified));
}

#[test]
fn what_has_not_changed_is_not_verified_again() {
    let course = Course::new();
    course.add_sound_chapter("0-doubling");
    let known = |arguments: &[&str]| {
        let verified = course.verify(arguments);
        let text = text(&verified);
        let known = (0..=9).find(|known| text.contains(&format!(" {known} of 9 verdicts come from the cache.")));
        (known.unwrap_or_else(|| panic!("{text}")), findings(&verified).len())
    };
    assert_eq!(known(&[]), (0, 0));
    assert_eq!(known(&[]), (9, 0));
    assert_eq!(known(&["0"]), (9, 0), "it is the same however it is asked for");
    assert_eq!(known(&["--repeat", "51"]), (8, 0), "the solution has not passed so often");
    assert_eq!(known(&["--no-cache"]), (0, 0));

    let file = "tests/answers/0-doubling/wrong/adds_one.rs";
    let answer = fs::read_to_string(course.path(file)).unwrap();
    course.write(file, &answer.replace("x + 1", "x + x"));
    assert_eq!(known(&[]), (8, 1));
    assert_eq!(known(&[]), (8, 1), "a finding is found again");
    course.write(file, &answer);
    assert_eq!(known(&[]), (8, 0));

    let stub = fs::read_to_string(course.path("solutions/0-doubling/stub.rs")).unwrap();
    course.write_stub("0-doubling", &stub.replace("todo!", "let mut warned = 1; todo!"));
    assert_eq!(known(&[]).1, 2, "in the exercise and in its stub");
    assert_eq!(known(&[]), (8, 2), "a warning is found again");
    course.write_stub("0-doubling", &stub);

    let checks = fs::read_to_string(course.path("tests/0-doubling.rs")).unwrap();
    course.write("tests/0-doubling.rs", &checks.replace("twice two is four", "two and two"));
    assert_eq!(known(&[]), (0, 1), "the answer whose verdict says so");
    course.write("tests/0-doubling.rs", &checks);
    course.write("solutions/0-doubling/src/given/mod.rs", "/// Given.\npub struct Given(pub u8);\n");
    course.write("exercises/0-doubling/src/given/mod.rs", "/// Given.\npub struct Given(pub u8);\n");
    assert_eq!(known(&[]), (0, 0));
}

#[test]
fn too_few_answers_are_found() {
    let course = Course::new();
    course.add_sound_chapter("0-doubling");
    fs::remove_file(course.path("tests/answers/0-doubling/right/by_shift.rs")).unwrap();
    fs::remove_dir_all(course.path("tests/answers/0-doubling/wrong")).unwrap();
    assert_findings(
        &course.verify(&["--only", "answers"]),
        &[
            "tests/answers/0-doubling/right: the task `doubled` has 2 right answers of at least 3; write 1 more"
                .to_owned(),
            "tests/answers/0-doubling/wrong: the task `doubled` has 0 wrong answers of at least 4; write 4 more"
                .to_owned(),
        ],
    );
}

#[test]
fn a_stub_that_passes_or_says_nothing_is_found() {
    let course = Course::new();
    course.add_sound_chapter("0-passes");
    course.write_stub("0-passes", &STUB.replace("todo!(\"add `x` to itself\")", "x + x"));
    course.add_sound_chapter("1-panics");
    course.write_stub("1-panics", &STUB.replace("todo!", "panic!"));
    course.add_sound_chapter("2-lacks");
    fs::remove_file(course.path("solutions/2-lacks/stub.rs")).unwrap();
    assert_findings(
        &course.verify(&["--only", "exercises"]),
        &[
            "solutions/2-lacks/stub.rs: there is no such file; copy the exercise exercises/2-lacks/src/lib.rs here",
            "tests/0-passes.rs: all checks of the task `doubled` pass on the stub",
            "tests/1-panics.rs: the first failing check of the task `doubled`, `two_becomes_four`, gives no verdict \
             (`expected: ...`, `happened: ...`) and is not that of a `todo!`; it says: add `x` to itself",
        ]
        .map(str::to_owned),
    );
}

#[test]
fn a_solution_that_fails_now_and_then_is_found() {
    let course = Course::new();
    course.add_sound_chapter("0-doubling");
    // Two checks a run, each of which calls it once: it fails in the fourth run.
    let count = course.path("count");
    let flaky = format!(
        "/// Twice `x`.\npub fn doubled(x: u32) -> u32 {{\n    use std::io::Write as _;\n    \
         let mut file = std::fs::OpenOptions::new().create(true).append(true).open({count:?}).unwrap();\n    \
         file.write_all(b\"x\").unwrap();\n    \
         if file.metadata().unwrap().len() > 6 {{ 3 }} else {{ x + x }}\n}}\n"
    );
    course.write("solutions/0-doubling/src/lib.rs", &flaky);
    let verified = course.verify(&["--only", "solutions", "--repeat", "5"]);
    let finding = "solutions/0-doubling/src/lib.rs: the solution fails `doubled::two_becomes_four` in run";
    assert_findings(
        &verified,
        &[format!("{finding} 1 of 10 on a busy machine; it says"), format!("{finding} 4 of 5; it says")],
    );
    fs::remove_file(&count).unwrap();
    let verified = course.verify(&["--only", "solutions", "--repeat", "2"]);
    // Two series run at the same time on the busy machine: either may be the one that fails first.
    assert_findings(&verified, &[format!("{finding} ")]);
    assert!(text(&verified).contains(" of 10 on a busy machine; it says"), "{}", text(&verified));
}

#[test]
fn a_solution_that_does_not_compile_is_found_once() {
    let course = Course::new();
    course.add_sound_chapter("0-doubling");
    course.write("solutions/0-doubling/src/lib.rs", "/// Twice `x`.\npub fn doubled(x: u32) -> u32 {\n    x + y\n}\n");
    let verified = course.verify(&["--only", "solutions", "--only", "answers"]);
    let finding = "solutions/0-doubling/src/lib.rs:3: it does not compile: cannot find value `y` in this scope";
    assert_findings(&verified, &[finding.to_owned()]);
}

#[test]
fn texts_that_do_not_agree_are_found() {
    let course = Course::new();
    course.add_sound_chapter("0-doubling");
    course.write_stub("0-doubling", &format!("{STUB}\n/// More.\npub struct OnlyInTheStub;\n"));
    let solution = "/// Twice `x`, or so.\npub fn doubled(x: u32) -> u32 {\n    x + x\n}\n\npub struct Undocumented;\n\npub use std::fmt::Debug as Given;\n";
    course.write("solutions/0-doubling/src/lib.rs", solution);
    course.write("exercises/0-doubling/hints.md", "# Hints\n\n## doubled\n\n1. One.\n2. Two.\n\n## tripled\n");
    course.write("exercises/0-doubling/README.md", "Write `doubled`.");
    course.write("book/src/0-doubling.md", "# Doubling\n");
    course.write("book/src/SUMMARY.md", "# Summary\n");
    course.write("exercises/0-doubling/examples/sums.rs", "fn main() {}\n");
    let verified = course.verify(&["--only", "pages"]);
    assert_findings(
        &verified,
        &[
            "book/src/0-doubling.md: it does not name the task `doubled`",
            "book/src/SUMMARY.md: it does not link 0-doubling.md",
            "exercises/0-doubling/README.md: it does not link book/src/0-doubling.md",
            "exercises/0-doubling/examples/sums.rs: it has no explanation",
            "exercises/0-doubling/examples/sums.rs: it has no question",
            "exercises/0-doubling/hints.md: the task `doubled` has 2 hints; give it 4",
            "exercises/0-doubling/hints.md:8: there are hints for `tripled`, which is not a task; its tasks are doubled",
            "solutions/0-doubling/src/lib.rs:2: the contract of `doubled` is not that of the stub \
             solutions/0-doubling/stub.rs, line 2",
            "solutions/0-doubling/src/lib.rs:6: `Undocumented` is not in the stub",
            "solutions/0-doubling/stub.rs:11: `OnlyInTheStub` is not in the solution",
        ]
        .map(str::to_owned),
    );
}

#[test]
fn what_two_chapters_share_is_found_once() {
    let course = Course::new();
    course.add_sound_chapter("0-doubling");
    course.add_sound_chapter("1-again");
    fs::remove_file(course.path("book/src/SUMMARY.md")).unwrap();
    assert_findings(&course.verify(&["--only", "pages"]), &["book/src/SUMMARY.md: cannot read it".to_owned()]);
}

#[test]
fn what_cannot_be_verified_ends_with_another_code() {
    let course = Course::new();
    course.add_sound_chapter("0-doubling");
    let verified = course.verify(&["7"]);
    assert_eq!(verified.status.code(), Some(2));
    assert!(text(&verified).contains("there is no chapter `7`"), "{}", text(&verified));
    course.write("Cargo.lock", "no lock file");
    let verified = course.verify(&["--only", "answers"]);
    assert_eq!(verified.status.code(), Some(2));
    assert!(text(&verified).contains("cargo could not build the answers:"), "{}", text(&verified));
}

const STUB: &str = "/// Twice `x`.
pub fn doubled(x: u32) -> u32 {
    todo!(\"add `x` to itself\")
}

mod given;

pub use given::Given;
";

/// The checks run by the harness of the course, without its library, which would need other crates.
const CHECKS: &str = concat!(
    "//! Checks.\n\n#[expect(dead_code, reason = \"there are no pictures\")]\n#[path = r\"",
    env!("CARGO_MANIFEST_DIR"),
    "/../pollscope/src/testing/outcome.rs\"]\nmod outcome;\n#[path = r\"",
    env!("CARGO_MANIFEST_DIR"),
    "/../pollscope/src/testing/plain.rs\"]\nmod plain;\n",
    r#"
/// These checks draw nothing.
mod draw {
    pub fn enter(_test: &str) {}
}

mod doubled {
    use crate::plain::plain;

    #[test]
    fn two_becomes_four() {
        plain(|| {
            let result = ::LIB::doubled(2);
            if result == 3 {
                panic!("expected: four\nhappened: three\n\na picture\n\nit looks as if one is added");
            }
            assert_eq!(result, 4, "twice two is four");
        });
    }

    #[test]
    fn nothing_stays_nothing() {
        plain(|| {
            let result = ::LIB::doubled(0);
            if result != 0 {
                panic!("expected: nothing\nhappened: {result}\nit looks as if something\nis added");
            }
        });
    }
}
"#
);

/// A small course in a folder of its own, which needs no crate but the standard library.
struct Course(TempDir);

impl Course {
    fn new() -> Course {
        let course = Course(tempfile::tempdir().unwrap());
        course.write(
            "Cargo.toml",
            "[workspace]\nresolver = \"3\"\nmembers = [\"exercises/*\", \"solutions/*\"]\n\n[workspace.package]\n\
             edition = \"2024\"\n",
        );
        course.write("Cargo.lock", "version = 4\n");
        course.write("book/src/SUMMARY.md", "# Summary\n");
        course
    }

    fn path(&self, path: &str) -> PathBuf {
        self.0.path().join(path)
    }

    fn write(&self, path: &str, text: &str) {
        let file = self.path(path);
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(file, text).unwrap();
    }

    /// Writes both the exercise and its stub.
    fn write_stub(&self, chapter: &str, text: &str) {
        self.write(&format!("exercises/{chapter}/src/lib.rs"), text);
        self.write(&format!("solutions/{chapter}/stub.rs"), text);
    }

    fn write_answer(&self, path: &str, text: &str) {
        self.write(&format!("tests/answers/0-doubling/{path}"), text);
    }

    fn add_sound_chapter(&self, chapter: &str) {
        let lib = chapter.split_once('-').unwrap().1;
        let package = |name: &str| format!("[package]\nname = \"{name}{chapter}\"\nedition.workspace = true\n");
        self.write(
            &format!("exercises/{chapter}/Cargo.toml"),
            &format!(
                "{}\n[lib]\nname = \"{lib}\"\n\n[[test]]\nname = \"{chapter}\"\npath = \"../../tests/{chapter}.rs\"\n\n\
                 [lints.rust]\nunused_variables = \"allow\"\n",
                package("ex")
            ),
        );
        // It does not use its argument, which is allowed above.
        self.write_stub(chapter, STUB);
        for folder in ["exercises", "solutions"] {
            self.write(&format!("{folder}/{chapter}/src/given/mod.rs"), "/// Given.\npub struct Given;\n");
        }
        self.write(&format!("exercises/{chapter}/examples/play.rs"), "fn main() {}\n");
        for name in ["sums", "review_1_sums", "review_2_sums", "review_3_sums"] {
            self.write(
                &format!("exercises/{chapter}/examples/{name}.rs"),
                "//! What is printed?\n\nfn main() {\n    println!(\"{}\", 2 + 2);\n}\n\n//? The sum.\n",
            );
        }
        self.write(
            &format!("exercises/{chapter}/hints.md"),
            "# Hints\n\n## doubled\n\n1. Sum.\n2. `+`.\n3. `x + ____`.\n4. `x + x`.\n",
        );
        self.write(
            &format!("exercises/{chapter}/README.md"),
            &format!("Write `doubled`: [guide](../../book/src/{chapter}.md)\n"),
        );
        self.write(&format!("solutions/{chapter}/Cargo.toml"), &package("solution-"));
        self.write(&format!("solutions/{chapter}/src/lib.rs"), &STUB.replace("todo!(\"add `x` to itself\")", "x + x"));
        self.write(&format!("tests/{chapter}.rs"), &CHECKS.replace("LIB", lib));
        self.write(&format!("book/src/{chapter}.md"), "# Doubling\n\nThe task `doubled`.\n");
        self.write(&format!("book/unsolved/{chapter}/doubled.txt"), "This check fails: ...\n");
        let names = fs::read_to_string(self.path("tests/names.txt")).unwrap_or_default();
        let (two, nothing) = ("two_becomes_four", "nothing_stays_nothing");
        self.write("tests/names.txt", &format!("{names}{chapter} doubled::{two}\n{chapter} doubled::{nothing}\n"));
        let summary = fs::read_to_string(self.path("book/src/SUMMARY.md")).unwrap();
        self.write("book/src/SUMMARY.md", &format!("{summary}- [{chapter}]({chapter}.md)\n"));
        self.add_answers(chapter);
    }

    fn add_answers(&self, chapter: &str) {
        let right = [("by_shift", "x << 1"), ("by_product", "2 * x"), ("by_iterator", "[x, x].iter().sum()")];
        for (name, body) in right {
            let text = format!("//! Task: doubled\n//! {name}.\n\n{}", answer(body));
            self.write(&format!("tests/answers/{chapter}/right/{name}.rs"), &text);
        }
        let (two, nothing) = ("two_becomes_four", "nothing_stays_nothing");
        let wrong = [
            ("adds_one", two, "expected: four happened: three", "x + 1"),
            ("adds_two", nothing, "it looks as if something is added", "x + 2"),
            ("squares", nothing, "something", "x * x + 1"),
            ("gives_it_back", two, "twice two is four", "x"),
        ];
        for (name, test, says, body) in wrong {
            let text = format!("//! Fails: doubled::{test}\n//! Says: {says}\n//! {name}.\n\n{}", answer(body));
            self.write(&format!("tests/answers/{chapter}/wrong/{name}.rs"), &text);
        }
    }

    fn verify(&self, arguments: &[&str]) -> Output {
        verify(self.0.path(), arguments)
    }
}

fn answer(body: &str) -> String {
    format!("pub use solution::*;\n\npub fn doubled(x: u32) -> u32 {{\n    {body}\n}}\n")
}

fn verify(root: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_author"));
    command.arg("verify").args(arguments).current_dir(root).output().unwrap()
}

fn text(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

/// Returns the lines of the findings.
fn findings(output: &Output) -> Vec<String> {
    let text = String::from_utf8_lossy(&output.stdout);
    let is_summary = |line: &&str| line.starts_with("Verified ") || line.starts_with("What each program");
    text.lines().take_while(|line| !is_summary(line)).map(str::to_owned).collect()
}

/// Asserts that these are all findings, in any order, by their beginnings.
#[track_caller]
fn assert_findings(output: &Output, begins: &[String]) {
    let mut found = findings(output);
    found.sort();
    let as_expected =
        found.len() == begins.len() && found.iter().zip(begins).all(|(line, begin)| line.starts_with(begin));
    assert!(as_expected, "expected:\n{}\n\nfound:\n{}", begins.join("\n"), text(output));
}
