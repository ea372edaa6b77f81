//! The way of a learner through the course: the real runner on a copy of the whole course, with the stubs.

mod course;

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use portable_pty::CommandBuilder;
use serde_json::Value;

use course::terminal::Terminal;

/// A copy of the course with its stubs, whatever the exercises of the original contain.
///
/// All tests use the same folder and the same target folder, and take turns. Cargo identifies a package by its path and a
/// change by the time of a file, so it builds for one test what it has not built for another, and nothing again later.
struct Copy {
    root: PathBuf,
    /// The lock by which tests take turns, also those of another program.
    _turn: File,
}

impl Copy {
    fn new() -> Copy {
        let folder = Copy::folder();
        fs::create_dir_all(&folder).unwrap();
        let turn = File::create(folder.join("turn")).unwrap();
        turn.lock().unwrap();
        if !Copy::target().exists() {
            announce("learner.rs builds the crates that the chapters need, the first time only");
        }
        let root = folder.canonicalize().unwrap().join("a copy");
        copy(Path::new(env!("CARGO_MANIFEST_DIR")), &root);
        Copy { root, _turn: turn }
    }

    /// Returns the folders of the chapters, such as `0-async-generator`, in order.
    fn chapters(&self) -> Vec<String> {
        let entries = fs::read_dir(self.root.join("exercises")).unwrap();
        let mut names: Vec<String> = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        names.sort_by_key(|name| name.split('-').next().unwrap().parse::<u32>().unwrap());
        names
    }

    fn write_solution(&self, chapter: &str) {
        let solution = self.root.join("solutions").join(chapter).join("src").join("lib.rs");
        fs::write(self.lib(chapter), fs::read(solution).unwrap()).unwrap();
    }

    /// Writes the stub of chapter 0 with another body for its first function.
    fn write_async_generator(&self, body: &str) {
        let stub = fs::read_to_string(self.root.join("solutions/0-async-generator/stub.rs")).unwrap();
        let written = stub.replacen("futures::stream::empty()", body, 1);
        assert_ne!(stub, written, "the stub of chapter 0 is an empty stream");
        fs::write(self.lib("0-async-generator"), written).unwrap();
    }

    fn lib(&self, chapter: &str) -> PathBuf {
        self.root.join("exercises").join(chapter).join("src").join("lib.rs")
    }

    fn folder() -> PathBuf {
        Path::new(env!("CARGO_TARGET_TMPDIR")).join("learner")
    }

    fn target() -> PathBuf {
        Copy::folder().join("target")
    }

    fn watch(&self, variables: &[(&str, &str)]) -> Terminal {
        let mut command = CommandBuilder::new(env!("CARGO_BIN_EXE_streamlings"));
        command.env("STREAMLINGS_BACKGROUND", "never");
        command.cwd(&self.root);
        command.env("CARGO_TARGET_DIR", Copy::target());
        command.env("CARGO_NET_OFFLINE", "true");
        command.env("TERM", "xterm-256color");
        command.env("LANG", "C.UTF-8");
        for (name, value) in variables {
            command.env(name, value);
        }
        Terminal::start(command, 100, 50)
    }

    /// Returns a call of the runner without a terminal.
    fn runner(&self, args: &[&str]) -> Command {
        let mut runner = Command::new(env!("CARGO_BIN_EXE_streamlings"));
        runner.args(args).current_dir(&self.root).stdin(Stdio::null());
        runner.env("CARGO_TARGET_DIR", Copy::target()).env("CARGO_NET_OFFLINE", "true");
        runner
    }

    fn cargo(&self, args: &[&str]) -> Command {
        let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
        command.args(args).current_dir(&self.root).stdin(Stdio::null());
        for (name, _) in std::env::vars().filter(|(name, _)| name.starts_with("CARGO_")) {
            command.env_remove(name);
        }
        command.env("CARGO_TARGET_DIR", Copy::target()).env("CARGO_NET_OFFLINE", "true");
        command
    }

    /// Runs Cargo. Returns the names of the targets that it had to build.
    fn built_by(&self, args: &[&str]) -> Vec<String> {
        let output = self.cargo(args).arg("--message-format=json").output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        let messages = String::from_utf8(output.stdout).unwrap();
        let messages = messages.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
        let built = messages.filter(|message| message["reason"] == "compiler-artifact" && message["fresh"] == false);
        built.map(|message| message["target"]["name"].as_str().unwrap().to_owned()).collect()
    }
}

/// Prints what takes long. The harness captures what the macros print, but not what is written to the stream itself.
fn announce(what: &str) {
    // The tests do not depend on it.
    let _ = std::io::stderr().write_all(
        format!(
            "{what} ...
"
        )
        .as_bytes(),
    );
}

/// Copies the files of the course. Leaves a file alone that is equal, and removes what an earlier test has added.
fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    let mut names = BTreeSet::new();
    for entry in fs::read_dir(from).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_owned();
        if ["target", "node_modules", ".git", ".streamlings", "kept"].iter().any(|left_out| name == *left_out) {
            continue;
        }
        let copied = to.join(&name);
        names.insert(name);
        if path.is_dir() {
            copy(&path, &copied);
            continue;
        }
        let text = fs::read(original(&path)).unwrap();
        if fs::read(&copied).ok().as_ref() != Some(&text) {
            fs::write(&copied, text).unwrap();
        }
    }
    for entry in fs::read_dir(to).unwrap() {
        let entry = entry.unwrap();
        if names.contains(&entry.file_name()) {
            continue;
        }
        if entry.file_type().unwrap().is_dir() {
            fs::remove_dir_all(entry.path()).unwrap();
        } else {
            fs::remove_file(entry.path()).unwrap();
        }
    }
}

/// Returns the file to copy: for the library of an exercise, which a learner may have edited, its stub.
fn original(path: &Path) -> PathBuf {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let chapter = path.strip_prefix(root.join("exercises")).ok().filter(|path| path.ends_with("src/lib.rs"));
    let chapter = chapter.and_then(|path| path.components().next());
    chapter.map_or(path.to_owned(), |chapter| root.join("solutions").join(chapter).join("stub.rs"))
}

#[test]
fn a_newcomer_goes_through_the_whole_course_in_watch_mode() {
    let copy = Copy::new();
    let mut terminal = copy.watch(&[]);
    for chapter in copy.chapters() {
        let (number, _) = chapter.split_once('-').expect("the folder begins with the chapter's number");
        announce(&format!("learner.rs goes through chapter {number}"));
        let screen = terminal.wait_until("a red verdict", |screen| {
            screen.contains(&format!("Chapter {number}, task 1 of ")) && screen.contains("This check fails: ")
        });
        assert!(screen.contains("New here? `i` shows what the chapter is about"), "{screen}");
        terminal.press("i");
        terminal.wait_for("What you build");
        terminal.press("o");
        terminal.wait_for("Prediction 1 of ");
        terminal.wait_for("The question is below the program");
        terminal.press("\r");
        terminal.wait_for("It prints:");
        terminal.press("\x1b");
        terminal.wait_for("Stuck? `h` shows a hint.");
        terminal.press("h");
        terminal.wait_for("Hint 1 of ");
        copy.write_solution(&chapter);
        terminal.wait_for("passes all its checks.");
        let (chapter_done, all_done) =
            (format!("Every task of chapter {number} is done."), "Every task of the course is done.");
        terminal.wait_until("the end", |screen| screen.contains(&chapter_done) || screen.contains(all_done));
        terminal.wait_for("Save a file to check it.");
        terminal.press("c");
        terminal.wait_for("The reference's code");
        // The recordings come below it.
        terminal.wait_for("Save a file to check it.");
        terminal.press("\x1b[F");
        // The first task of a chapter may have checks that compare results only.
        terminal.wait_until("pictures", |screen| {
            let is_compared = screen.contains("the reference") || screen.contains("the same, event for event");
            is_compared || screen.contains("there is no picture")
        });
        terminal.press("\x1b");
        terminal.wait_for("passes all its checks.");
        terminal.press("n");
    }
    terminal.wait_for("Every task of the course is done.");
    terminal.press("q");
    assert!(terminal.ends().success());
}

/// Checks that the guide shows the verdicts of the stubs, which are in `book/unsolved/CHAPTER/TASK.txt`.
///
/// `cargo author bless unsolved` writes these files.
#[test]
fn the_guide_shows_what_an_unsolved_task_says() {
    let copy = Copy::new();
    let output = copy.runner(&["check", "--all", "--json"]).env("POLLSCOPE_WIDTH", "86").output().unwrap();
    assert_eq!(output.status.code(), Some(1), "{}", String::from_utf8_lossy(&output.stderr));
    let checked: Value = serde_json::from_slice(&output.stdout).unwrap();
    let bless = std::env::var_os("BLESS").is_some();
    let mut findings = Vec::new();
    for chapter in checked["chapters"].as_array().unwrap() {
        for task in chapter["tasks"].as_array().unwrap() {
            let checks = task["checks"].as_array().unwrap();
            let failing = checks.iter().find(|check| check["passes"] == false).expect("a stub fails");
            let sentence = failing["name"].as_str().unwrap().replace("::", ": ").replace('_', " ");
            let message = failing["why"]["message"].as_str().unwrap().trim_matches('\n');
            let said = format!("This check fails: \"{sentence}\"\n{message}\n");
            let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("book/unsolved").join(task["key"].as_str().unwrap());
            let file = file.with_extension("txt");
            if bless {
                fs::create_dir_all(file.parent().unwrap()).unwrap();
                fs::write(&file, &said).unwrap();
            }
            if fs::read_to_string(&file).unwrap_or_default().replace("\r\n", "\n") != said {
                findings.push(format!("{}:\n{said}", file.display()));
            }
        }
    }
    assert!(findings.is_empty(), "outdated (run `cargo author bless unsolved`):\n{}", findings.join("\n"));
}

#[test]
fn each_kind_of_hang_has_its_own_verdict() {
    let copy = Copy::new();
    copy.write_async_generator("futures::stream::pending()");
    // The limit for a blocking poll is the only one here that takes real time.
    let mut terminal = copy.watch(&[("POLLSCOPE_PATIENCE", "1")]);
    terminal.wait_for("it waits for something that never comes");
    let body = "futures::stream::poll_fn(|cx| { cx.waker().wake_by_ref(); std::task::Poll::<Option<f64>>::Pending })";
    copy.write_async_generator(body);
    terminal.wait_until("the verdict with the picture so far", |screen| {
        screen.contains("it polls for ever without waiting") && screen.contains("async_generator │")
    });
    copy.write_async_generator("futures::stream::poll_fn(|_| -> std::task::Poll<Option<f64>> { loop {} })");
    let screen = terminal.wait_for("has not returned");
    assert!(screen.contains("a poll of `async_generator`"), "{screen}");
    terminal.press("q");
    assert!(terminal.ends().success());
}

#[test]
fn the_picture_in_full_is_wider_than_the_terminal() {
    let copy = Copy::new();
    copy.write_async_generator("futures::stream::iter([1.0])");
    let mut terminal = copy.watch(&[]);
    terminal.wait_for("This check fails: \"waits one second before each of ten numbers\"");
    terminal.wait_for("What it must do");
    terminal.press("v");
    let screen = terminal.wait_for("expected: ten numbers come");
    assert!(screen.contains("async_generator │"), "{screen}");
    terminal.press("q");
    assert!(terminal.ends().success());
}

#[test]
fn nothing_is_built_twice() {
    let copy = Copy::new();
    let (package, checks) = ("ex0-async-generator", "0-async-generator");
    let mut runner = copy.runner(&["check", "0"]);
    assert_eq!(runner.output().unwrap().status.code(), Some(1));
    // Cargo finds everything built by the runner, and the checks of an editor do not replace any of it.
    let by_hand = ["test", "--no-run", "--package", package, "--test", checks];
    assert_eq!(copy.built_by(&by_hand), [""; 0]);
    let editor = ["check", "--package", package, "--all-targets"];
    copy.built_by(&editor);
    assert_eq!(copy.built_by(&by_hand), [""; 0]);
    assert_eq!(copy.built_by(&editor), [""; 0]);
    assert_eq!(runner.output().unwrap().status.code(), Some(1));
    assert_eq!(copy.built_by(&editor), [""; 0]);
}

#[test]
fn no_command_changes_a_file_that_git_tracks() {
    let copy = Copy::new();
    let git = |args: &[&str]| {
        let output = Command::new("git").args(args).current_dir(&copy.root).output().expect("git is there");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap()
    };
    git(&["init", "--quiet"]);
    git(&["add", "."]);
    git(&["-c", "user.name=a", "-c", "user.email=a@b", "commit", "--quiet", "--message=the course"]);
    for args in [
        &[][..],
        &["list"],
        &["check", "0"],
        &["check", "0.1", "--json"],
        &["hint", "0"],
        &["solution", "0.1", "--yes"],
        &["compare", "0"],
        &["reset", "--all"],
        &["report"],
        &["log", "off"],
        &["doctor"],
        &["completions", "bash"],
        &["start", "1"],
    ] {
        let code = copy.runner(args).output().unwrap().status.code();
        assert!(matches!(code, Some(0 | 1)), "{args:?} ended with {code:?}");
        assert_eq!(git(&["status", "--short"]), "", "after {args:?}");
    }
    copy.write_solution("0-async-generator");
    assert!(copy.runner(&["reset", "0"]).output().unwrap().status.success());
    assert_eq!(git(&["status", "--short"]), "", "Git must ignore the kept version");
}
