//! `cargo author sync` on a small course.

use std::fs;
use std::path::PathBuf;
use std::process::{Command, Output};

use tempfile::TempDir;

const STUB: &str = "/// Twice `x`.\npub fn doubled(x: u32) -> u32 {\n    todo!(\"add\")\n}\n\nmod types;\n";

/// A course of one chapter, whose derived files do not exist yet.
struct Course(TempDir);

impl Course {
    fn new() -> Course {
        let course = Course(tempfile::tempdir().unwrap());
        course.write("Cargo.toml", "[workspace]\n# chapters as dev-dependencies\n# end of chapters\n# chapters as dependencies\n# end of chapters\n");
        course.write("README.md", "# A course\n\n<!-- chapters -->\n<!-- end of chapters -->\n");
        course.write("book/src/SUMMARY.md", "# Summary\n\n<!-- chapters -->\n<!-- end of chapters -->\n");
        course.write(
            "exercises/0-doubling/README.md",
            "# Chapter 0: doubling\n\n> twice\n> as much\n\n1. `doubled`: twice `x`.\n",
        );
        course.write("solutions/0-doubling/stub.rs", STUB);
        course.write("solutions/0-doubling/src/types.rs", "pub struct Given;\n");
        course.write("solutions/0-doubling/src/lib.rs", "mod types;\n");
        course.write("solutions/0-doubling/src/program.rs", "// No module of the stub.\n");
        course.write("tests/0-doubling.rs", "mod doubled {\n    #[test]\n    fn two_becomes_four() {}\n}\n");
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

    fn read(&self, path: &str) -> String {
        fs::read_to_string(self.path(path)).unwrap()
    }

    fn git(&self, arguments: &[&str]) {
        let identity = ["-c", "user.name=a", "-c", "user.email=a@b"];
        let mut git = Command::new("git");
        let output = git.current_dir(self.0.path()).args(identity).args(arguments).output().unwrap();
        assert!(output.status.success(), "{output:?}");
    }

    /// Runs `cargo author sync`, and returns its exit code and its lines.
    #[track_caller]
    fn sync(&self, arguments: &[&str]) -> (Option<i32>, Vec<String>) {
        let mut command = Command::new(env!("CARGO_BIN_EXE_author"));
        let output = command.arg("sync").args(arguments).current_dir(self.0.path()).output().unwrap();
        (output.status.code(), lines(&output))
    }
}

fn lines(output: &Output) -> Vec<String> {
    let text = [output.stdout.as_slice(), output.stderr.as_slice()].concat();
    String::from_utf8_lossy(&text).lines().map(|line| line.replace('\\', "/")).collect()
}

#[test]
fn everything_is_derived_from_its_source() {
    let course = Course::new();
    let (code, found) = course.sync(&["--check"]);
    assert_eq!((code, found.len()), (Some(1), 6), "{found:?}");
    assert!(!course.path("tests/names.txt").exists(), "`--check` writes nothing");
    let (code, written) = course.sync(&[]);
    assert_eq!(code, Some(0), "{written:?}");
    assert_eq!(course.read("exercises/0-doubling/src/lib.rs"), STUB);
    assert_eq!(course.read("exercises/0-doubling/src/types.rs"), "pub struct Given;\n");
    assert!(!course.path("exercises/0-doubling/src/program.rs").exists());
    assert_eq!(course.read("tests/names.txt"), "0-doubling doubled::two_becomes_four\n");
    assert!(course.read("README.md").contains("| [`exercises/0-doubling`](exercises/0-doubling) | twice as much |"));
    assert!(course.read("book/src/SUMMARY.md").contains("- [Chapter 0: doubling](0-doubling.md)\n"));
    let manifest = course.read("Cargo.toml");
    assert!(manifest.contains("doubling.workspace = true\n"), "{manifest}");
    assert!(manifest.contains("doubling = { path = \"solutions/0-doubling\", package = \"solution-0-doubling\" }\n"));
    assert_eq!(course.sync(&["--check"]), (Some(0), Vec::new()));
    assert_eq!(course.sync(&[]), (Some(0), Vec::new()));
}

#[test]
fn a_change_of_the_stub_reaches_the_exercise() {
    let course = Course::new();
    course.sync(&[]);
    // `sync` remembers what it wrote, so two changes without a commit are no problem.
    for text in ["// One.\n", "// Two.\n"] {
        course.write("solutions/0-doubling/stub.rs", text);
        assert_eq!(course.sync(&["--check"]).1.len(), 1);
        assert_eq!(course.sync(&[]).0, Some(0));
        assert_eq!(course.read("exercises/0-doubling/src/lib.rs"), text);
    }
}

#[test]
fn the_contracts_of_the_solution_reach_the_stub_and_the_exercise() {
    let course = Course::new();
    let with_contract = |contract: &str| STUB.replace("Twice `x`.", contract);
    let solve = |text: &str| course.write("solutions/0-doubling/src/lib.rs", text);
    solve(STUB);
    course.sync(&[]);
    course.git(&["init", "--quiet"]);
    course.git(&["add", "--all"]);
    course.git(&["commit", "--quiet", "--message", "A course"]);
    // The second one is not committed, but was written by `sync`.
    for contract in ["`x` and `x`.", "`x + x`."] {
        solve(&with_contract(contract));
        assert_eq!(course.sync(&["--check"]).1.len(), 2);
        assert_eq!(course.sync(&[]).0, Some(0));
        for copy in ["solutions/0-doubling/stub.rs", "exercises/0-doubling/src/lib.rs"] {
            assert_eq!(course.read(copy), with_contract(contract));
        }
    }
    course.write("solutions/0-doubling/stub.rs", &with_contract("Mine."));
    course.sync(&[]);
    assert_eq!(course.read("solutions/0-doubling/stub.rs"), with_contract("Mine."), "no edit is lost");
}

#[test]
fn the_committed_stub_in_an_exercise_is_not_an_answer() {
    let course = Course::new();
    course.write("exercises/0-doubling/src/lib.rs", STUB);
    course.write("exercises/0-doubling/src/types.rs", "pub struct Given;\n");
    course.git(&["init", "--quiet"]);
    course.git(&["add", "--all"]);
    course.git(&["commit", "--quiet", "--message", "A course"]);
    course.write("solutions/0-doubling/stub.rs", "// New.\n");
    assert_eq!(course.sync(&[]).0, Some(0));
    assert_eq!(course.read("exercises/0-doubling/src/lib.rs"), "// New.\n");
}

#[test]
fn an_answer_is_not_overwritten_even_if_it_is_committed() {
    let course = Course::new();
    course.sync(&[]);
    course.write("exercises/0-doubling/src/lib.rs", "// My answer.\n");
    course.git(&["init", "--quiet"]);
    course.git(&["add", "--all"]);
    course.git(&["commit", "--quiet", "--message", "My answers"]);
    let (code, refused) = course.sync(&[]);
    assert_eq!(code, Some(1));
    assert!(refused[0].starts_with("exercises/0-doubling/src/lib.rs: not overwritten"), "{refused:?}");
    assert_eq!(course.read("exercises/0-doubling/src/lib.rs"), "// My answer.\n");
    assert_eq!(course.sync(&["--force"]).0, Some(0));
    assert_eq!(course.read("exercises/0-doubling/src/lib.rs"), STUB);
    assert_eq!(course.read("exercises/0-doubling/kept/lib-1.rs"), "// My answer.\n");
}

#[test]
fn a_readme_that_is_not_complete_is_an_error() {
    let course = Course::new();
    for (readme, says) in [
        ("# Chapter 0: doubling\n\n1. `doubled`: twice `x`.\n", "has no blurb"),
        ("Doubling\n", "differs from the checks: `doubled` is not in the list; make both the same"),
        (
            "# Chapter 0: doubling\n\n> twice\n\n1. `halved`: half.\n",
            "differs from the checks: `halved` has no checks, `doubled` is not in the list",
        ),
        (
            "# Chapter 0: doubling\n\n> twice\n\n1. `doubled`: twice.\n2. `doubled`: twice.\n",
            "differs from the checks: a task is in the list twice",
        ),
    ] {
        course.write("exercises/0-doubling/README.md", readme);
        let (code, lines) = course.sync(&[]);
        assert_eq!(code, Some(2), "{lines:?}");
        assert!(lines[0].contains("exercises/0-doubling/README.md") && lines[0].contains(says), "{lines:?}");
    }
    course.write("exercises/0-doubling/README.md", "# Chapter 0: doubling\n\n> twice\n\n1. `doubled`: twice.\n");
    course.write("README.md", "No markers.\n");
    let (code, lines) = course.sync(&[]);
    assert_eq!(code, Some(2));
    assert!(lines[0].contains("README.md: it has no line that starts with `<!-- chapters`"), "{lines:?}");
}
