//! The answer to each question of the guide is the output of its program.
//!
//! `cargo author bless quiz` renews the answers. Run all tests of the package: with `--test`, Cargo does not build the
//! programs.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use guide::directives::Question;

fn folder() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Returns the names of the files in a folder with this extension.
fn names(folder: &Path, extension: &str) -> BTreeSet<String> {
    let entries = fs::read_dir(folder).expect("the folder exists").map(|entry| entry.expect("it can be read").path());
    let of_extension = entries.filter(|path| path.extension().is_some_and(|found| found == extension));
    of_extension.map(|path| path.file_stem().expect("a file has a name").to_string_lossy().into_owned()).collect()
}

fn questions() -> BTreeSet<String> {
    let mut questions = names(folder(), "toml");
    questions.remove("Cargo");
    questions
}

/// Returns the path of an example. Cargo builds the examples of a package before its tests, into a folder beside theirs.
fn program(name: &str) -> PathBuf {
    let test = std::env::current_exe().expect("this program has a path");
    let profile = test.parent().and_then(Path::parent).expect("tests are in target/debug/deps");
    profile.join("examples").join(format!("{name}{}", std::env::consts::EXE_SUFFIX))
}

#[test]
fn every_question_has_a_program_and_an_answer() {
    assert_eq!(questions(), names(&folder().join("examples"), "rs"), "questions and programs");
    assert_eq!(questions(), names(folder(), "answer"), "questions and answers");
}

#[test]
fn every_answer_is_the_output_of_its_program() {
    for name in questions() {
        let question = Question::read(folder(), &name).unwrap_or_else(|error| panic!("{error}"));
        let output = Command::new(program(&name)).output().unwrap_or_else(|error| panic!("cannot run {name}: {error}"));
        assert!(output.status.success(), "{name} fails:\n{}", String::from_utf8_lossy(&output.stderr));
        let printed = String::from_utf8(output.stdout).expect("it prints text");
        question.position_of(&name, &printed).unwrap_or_else(|error| panic!("{error}"));
        let answer = folder().join(format!("{name}.answer"));
        if std::env::var_os("BLESS").is_some() {
            fs::write(&answer, &printed).expect("the answer can be written");
        }
        let kept = fs::read_to_string(&answer).unwrap_or_default();
        assert_eq!(
            kept.trim_end(),
            printed.trim_end(),
            "book/quiz/{name}.answer is out of date: `cargo author bless quiz` renews it"
        );
    }
}
