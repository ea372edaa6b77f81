//! The answer to each question of the guide is what its program prints.
//!
//! `BLESS=1 cargo test --package guide --test quiz` writes the answers anew.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use guide::directives::Question;

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../book/quiz")
}

/// The names of the files in the folder that end so.
fn names(extension: &str) -> BTreeSet<String> {
    let entries =
        fs::read_dir(folder()).expect("the questions are there").map(|entry| entry.expect("it is listed").path());
    let of_extension = entries.filter(|path| path.extension().is_some_and(|found| found == extension));
    of_extension.map(|path| path.file_stem().expect("it has a name").to_string_lossy().into_owned()).collect()
}

/// Cargo builds the examples of a package before its tests, into a folder beside that of the tests.
fn program(name: &str) -> PathBuf {
    let test = std::env::current_exe().expect("this program has a path");
    let profile = test.parent().and_then(Path::parent).expect("target/debug/deps");
    profile.join("examples").join(format!("{name}{}", std::env::consts::EXE_SUFFIX))
}

#[test]
fn every_question_has_a_program_that_cargo_knows() {
    assert_eq!(names("toml"), names("rs"), "questions, and programs");
    let manifest = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("Cargo.toml")).expect("it is there");
    let unknown: Vec<String> = names("rs")
        .into_iter()
        .filter(|name| !manifest.contains(&format!("path = \"../../book/quiz/{name}.rs\"")))
        .map(|name| format!("[[example]]\nname = \"{name}\"\npath = \"../../book/quiz/{name}.rs\"\n"))
        .collect();
    assert!(unknown.is_empty(), "crates/guide/Cargo.toml must have this, too:\n\n{}", unknown.join("\n"));
}

#[test]
fn every_answer_is_what_its_program_prints() {
    for name in names("toml") {
        let question = Question::read(&folder(), &name).unwrap_or_else(|error| panic!("{error}"));
        let output = Command::new(program(&name)).output().unwrap_or_else(|error| panic!("{name}: {error}"));
        assert!(output.status.success(), "{name} fails:\n{}", String::from_utf8_lossy(&output.stderr));
        let printed = String::from_utf8(output.stdout).expect("it prints text");
        question.place(&name, &printed).unwrap_or_else(|error| panic!("{error}"));
        let answer = folder().join(format!("{name}.answer"));
        if std::env::var_os("BLESS").is_some() {
            fs::write(&answer, &printed).expect("the answer can be written");
        }
        let kept = fs::read_to_string(&answer).unwrap_or_default();
        assert_eq!(
            kept.trim_end(),
            printed.trim_end(),
            "book/quiz/{name}.answer; `BLESS=1 cargo test --package guide --test quiz` writes it anew"
        );
    }
}
