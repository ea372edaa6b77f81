//! `cargo author new` on a small course: what it writes compiles, and `verify` lists what is still to be written.

use std::fs;
use std::path::PathBuf;
use std::process::{Command, Output};

use tempfile::TempDir;

/// A course without a chapter. The crates that chapters use are empty here.
struct Course(TempDir);

impl Course {
    fn new() -> Course {
        let course = Course(tempfile::tempdir().unwrap());
        let mut dependencies = String::new();
        for (name, features) in [
            ("chapter-features", ""),
            ("futures", "async-await = []"),
            ("pollscope", "testing = []"),
            ("tokio", "macros = []\nrt = []\ntest-util = []\ntime = []"),
        ] {
            dependencies += &["", name, " = { path = \"crates/", name, "\" }\n"].concat();
            let manifest = format!(
                "[package]\nname = \"{name}\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n[features]\n{features}\n"
            );
            course.write(&format!("crates/{name}/Cargo.toml"), &manifest);
            course.write(&format!("crates/{name}/src/lib.rs"), "");
        }
        course.write(
            "Cargo.toml",
            &format!(
                "[package]\nname = \"a-course\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n[dev-dependencies]\n# chapters as \
                 dev-dependencies\n# end of chapters\n\n[workspace]\nresolver = \"3\"\nmembers = [\"exercises/*\", \
                 \"solutions/*\"]\n\n[workspace.package]\nversion = \"0.0.0\"\nedition = \"2024\"\nrust-version = \"1.89\"\n\
                 license = \"MIT\"\npublish = false\n\n[workspace.dependencies]\n{dependencies}# chapters as \
                 dependencies\n# end of chapters\n\n[workspace.lints.rust]\nmissing_docs = \"warn\"\n"
            ),
        );
        course.write("Cargo.lock", "version = 4\n");
        course.write("src/lib.rs", "");
        course.write("book/src/SUMMARY.md", "# Summary\n\n<!-- chapters -->\n<!-- end of chapters -->\n");
        fs::create_dir_all(course.path("exercises")).unwrap();
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

    fn author(&self, arguments: &[&str]) -> Output {
        Command::new(env!("CARGO_BIN_EXE_author")).args(arguments).current_dir(self.0.path()).output().unwrap()
    }

    #[track_caller]
    fn new_thing(&self, arguments: &[&str]) {
        let output = self.author(&[&["new"], arguments].concat());
        assert_eq!(output.status.code(), Some(0), "{}", text(&output));
    }

    #[track_caller]
    fn refuses(&self, arguments: &[&str], says: &str) {
        let before = self.files();
        let output = self.author(&[&["new"], arguments].concat());
        assert_eq!(output.status.code(), Some(2), "{}", text(&output));
        assert!(text(&output).contains(says), "{}", text(&output));
        assert_eq!(self.files(), before, "nothing is written");
    }

    /// Returns all files of the course, with their texts.
    fn files(&self) -> Vec<(PathBuf, String)> {
        let folders = ["exercises", "solutions", "tests", "book"].map(|folder| self.path(folder));
        let files = folders.iter().flat_map(|folder| course::watcher::files_below(folder));
        files.map(|file| (file.clone(), fs::read_to_string(file).unwrap())).collect()
    }

    /// Compiles everything, with warnings as errors.
    #[track_caller]
    fn compiles(&self) {
        let mut cargo = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
        cargo.args(["check", "--offline", "--quiet", "--workspace", "--all-targets"]);
        cargo.env("RUSTFLAGS", "-D warnings").env_remove("CARGO_TARGET_DIR");
        let output = cargo.current_dir(self.0.path()).output().unwrap();
        assert!(output.status.success(), "{}", text(&output));
    }
}

fn text(output: &Output) -> String {
    let text = [output.stdout.as_slice(), output.stderr.as_slice()].concat();
    String::from_utf8_lossy(&text).replace('\\', "/")
}

#[test]
fn a_new_chapter_with_tasks_and_answers_compiles_and_lists_what_is_missing() {
    let course = Course::new();
    course.new_thing(&["chapter", "4-async-patterns", "--task", "run_blocking"]);
    course.new_thing(&["task", "4.cancelled"]);
    course.new_thing(&["answer", "4.cancelled/wrong/never_ends"]);
    course.new_thing(&["answer", "async-patterns/run_blocking/right/by_thread"]);
    course.compiles();
    let summary = course.read("book/src/SUMMARY.md");
    assert!(summary.contains("- [Chapter 4: async patterns](4-async-patterns.md)\n"), "{summary}");
    let names = "4-async-patterns run_blocking::has_its_checks\n4-async-patterns cancelled::has_its_checks\n";
    assert_eq!(course.read("tests/names.txt"), names);
    let verified = course.author(&["verify", "--only", "pages", "--only", "answers"]);
    assert_eq!(verified.status.code(), Some(1));
    for finding in [
        "exercises/4-async-patterns/README.md:3: > TODO: what it teaches",
        "exercises/4-async-patterns/hints.md: the task `cancelled` has 0 hints",
        "exercises/4-async-patterns/examples: chapter 4-async-patterns has no predictions",
        "solutions/4-async-patterns/stub.rs:11: /// TODO: the contract of `cancelled`",
        "tests/4-async-patterns.rs:9: todo!(\"TODO: write the checks of `run_blocking`\");",
        "tests/answers/4-async-patterns/right: the task `run_blocking` has 1 right answers of at least 3",
        "tests/answers/4-async-patterns/wrong/never_ends.rs:3: //! TODO: the mistake.",
        "book/src/4-async-patterns.md:9: TODO: write the section `Predict`.",
        "book/unsolved/4-async-patterns/cancelled.txt: it is missing",
    ] {
        assert!(text(&verified).contains(finding), "{finding}\n\n{}", text(&verified));
    }
    let verified = text(&course.author(&["verify", "--only", "answers"]));
    for line in
        ["wrong/never_ends.rs:2: //! Says: TODO", "right/by_thread.rs:2: //! TODO", "4-async-patterns.rs:17: todo!("]
    {
        assert!(verified.contains(line), "{line}\n\n{verified}");
    }
    assert!(!verified.contains("Loosen the check") && !verified.contains("make the check see"), "{verified}");
}

#[test]
fn a_required_task_goes_before_the_optional_ones() {
    let course = Course::new();
    course.new_thing(&["chapter", "4-async-patterns", "--task", "first"]);
    course.new_thing(&["task", "4.harder", "--optional"]);
    course.new_thing(&["task", "4.second"]);
    course.new_thing(&["task", "4.hardest", "--optional"]);
    course.compiles();
    let tasks: Vec<String> =
        course.read("tests/names.txt").lines().map(|line| line.replace("::has_its_checks", "")).collect();
    assert_eq!(tasks, ["first", "second", "harder", "hardest"].map(|task| format!("4-async-patterns {task}")));
    let readme = course.read("exercises/4-async-patterns/README.md");
    let (required, optional) = readme.split_once("\n## Optional tasks\n").expect("the heading is written");
    assert!(required.contains("\n2. `second`:") && optional.starts_with("\n3. `harder`: TODO"), "{readme}");
    assert!(optional.contains("\n4. `hardest`: TODO"), "{readme}");
    assert_eq!(course.author(&["sync", "--check"]).status.code(), Some(0));
    course.write("exercises/4-async-patterns/README.md", &readme.replace("4. `hardest`", "1. `hardest`"));
    let output = course.author(&["sync", "--check"]);
    assert!(text(&output).contains("README.md: `hardest` must have the number 4"), "{}", text(&output));
}

#[test]
fn nothing_is_overwritten_and_names_must_be_good() {
    let course = Course::new();
    course.refuses(&["chapter", "async-patterns"], "write it like `4-async-patterns`");
    course.refuses(&["chapter", "04-patterns"], "write it like `4-async-patterns`");
    course.refuses(&["chapter", "4-Patterns"], "write it like `4-async-patterns`");
    course.refuses(&["chapter", "4-patterns", "--task", "async"], "`async` is not a Rust identifier");
    course.write("book/src/4-patterns.md", "mine\n");
    course.refuses(&["chapter", "4-patterns"], "4-patterns.md exists already; nothing was written");
    course.new_thing(&["chapter", "5-pipes"]);
    course.refuses(&["chapter", "5-others"], "chapter 5 is `5-pipes`; choose another number");
    course.refuses(&["chapter", "6-pipes"], "`5-pipes` has the name `pipes` already; choose another name");
    course.refuses(&["task", "pipes"], "write it like `1.my_task`");
    course.refuses(&["task", "7.first"], "there is no chapter `7`");
    course.refuses(&["task", "5.pipes"], "there is a task or public item `pipes` already; choose another name");
    course.refuses(&["task", "5.my-task"], "`my-task` is not a Rust identifier");
    course.new_thing(&["answer", "5.pipes/wrong/one"]);
    course.refuses(&["answer", "5.pipes/wrong/one"], "one.rs exists already; nothing was written");
    course.refuses(&["answer", "5/wrong/one"], "write it like `1.above/wrong/keeps_equal`");
    course.refuses(&["answer", "5.pipes/bad/one"], "`bad` is not a kind of answer: write `right` or `wrong`");
    course.refuses(&["answer", "5.nothing/wrong/one"], "chapter 5-pipes has no task `nothing`");
}
