//! A new chapter.

use std::path::Path;

use super::{Files, NewError, identifier, task};
use crate::chapter::Chapter;

const PACKAGE: &str = "\
version.workspace = true
edition.workspace = true
rust-version.workspace = true
license.workspace = true
publish.workspace = true
";

const DEPENDENCIES: &str = "\
[dependencies]
futures = { workspace = true, features = [\"async-await\"] }
pollscope.workspace = true
tokio = { workspace = true, features = [\"macros\", \"rt\", \"time\"] }
";

/// Returns the files of a chapter called `4-async-patterns`, and its name for `verify`.
pub(super) fn files(
    root: &Path,
    chapters: &[Chapter],
    name: &str,
    first_task: Option<&str>,
) -> Result<(Files, String), NewError> {
    let form = || NewError::Form { name: name.to_owned(), what: "chapter", example: "4-async-patterns" };
    let chapter = Chapter::new(root, name, Vec::new()).ok_or_else(form)?;
    identifier(&chapter.lib).map_err(|_| form())?;
    // A name such as `04-x` would be another folder of the same number.
    if name != format!("{}-{}", chapter.number, chapter.name()) || name.contains('_') {
        return Err(form());
    }
    if let Some(other) = chapters.iter().find(|other| other.number == chapter.number) {
        return Err(NewError::NumberTaken { number: other.number, folder: other.folder.clone() });
    }
    if let Some(other) = chapters.iter().find(|other| other.lib == chapter.lib) {
        return Err(NewError::NameTaken { folder: other.folder.clone(), name: chapter.name().to_owned() });
    }
    let task = identifier(first_task.unwrap_or(&chapter.lib))?;
    let title = chapter.name().replace('-', " ");
    let number = chapter.number;
    let mut files = Files::default();
    files.create(chapter.exercise_dir.join("Cargo.toml"), exercise_manifest(&chapter));
    files.create(chapter.exercise_dir.join("README.md"), readme(&chapter, &title, task));
    files.create(chapter.exercise_dir.join("hints.md"), format!("# Hints\n\n## {task}\n"));
    files.create(
        chapter.play_file(),
        format!(
            "//! Runs what you wrote on the real clock: `cargo run -p {} --example play`.\n\nfn main() {{\n    // TODO: use \
             the tasks.\n}}\n",
            chapter.package
        ),
    );
    files.create(chapter.solution_dir.join("Cargo.toml"), solution_manifest(&chapter));
    files.create(chapter.solution_file(), format!("//! Chapter {number}: {title}.\n\n{}", task::solution(task)));
    files.create(
        chapter.stub_file(),
        format!(
            "//! Chapter {number}: {title}.\n//!\n//! Replace each `todo!` with your own code. The comment above a \
             function is its contract.\n\n{}",
            task::stub(task)
        ),
    );
    files.create(
        chapter.check_file.clone(),
        format!(
            "//! The checks of chapter {number}. Each module is a task, each test a sentence about the code.\n//!\n//! The \
             same file checks the exercise and the reference solution. There is nothing to edit here.\n\n{}",
            task::checks(&chapter.lib, task)
        ),
    );
    let page = root.join("book").join("src").join(format!("{name}.md"));
    files.create(page, guide_page(number, &title));
    Ok((files, number.to_string()))
}

fn exercise_manifest(chapter: &Chapter) -> String {
    let Chapter { package, lib, folder, .. } = chapter;
    format!(
        r#"[package]
name = "{package}"
{PACKAGE}
[lib]
name = "{lib}"

[[test]]
name = "{folder}"
path = "../../tests/{folder}.rs"

{DEPENDENCIES}
[dev-dependencies]
chapter-features.workspace = true
pollscope = {{ workspace = true, features = ["testing"] }}
tokio = {{ workspace = true, features = ["test-util"] }}

# A stub does not use its arguments yet, which is no reason for a warning.
[lints.rust]
unused_imports = "allow"
unused_mut = "allow"
unused_variables = "allow"
"#
    )
}

fn solution_manifest(chapter: &Chapter) -> String {
    format!(
        "[package]\nname = \"{}\"\n{PACKAGE}\n{DEPENDENCIES}\n[lints]\nworkspace = true\n",
        chapter.solution_package
    )
}

fn readme(chapter: &Chapter, title: &str, task: &str) -> String {
    let Chapter { number, package, folder, .. } = chapter;
    format!(
        "# Chapter {number}: {title}

> TODO: what it teaches, in one line without a full stop

TODO: the Python that the learner knows, and what is different in Rust.

## What you build

In [`src/lib.rs`](src/lib.rs), where the comment above each function is its whole contract:

{}

## Begin with a prediction

`o` while the course is open, or `cargo course predict {number}`, shows short programs and asks what they print.

## Then

Write, and save: the course checks it. `h` gives a hint, and `r` runs the chapter's program. Without the course open:

```console
$ cargo course check {number}
$ cargo course hint {number}
$ cargo run -p {package} --example play
```

The last one runs what you wrote, on the real clock. To read the guide's page, press `g` while the course is open, or run
`cargo guide`. Its source is [`book/src/{folder}.md`](../../book/src/{folder}.md).
",
        task::item(1, task)
    )
}

fn guide_page(number: u32, title: &str) -> String {
    let unwritten = |section: &str| format!("\n## {section}\n\nTODO: write the section `{section}`.\n");
    let before = ["You know this in Python", "Predict", "See", "Name it", "Break it"].map(unwritten).concat();
    let after = ["Compare", "Measure", "Recap"].map(unwritten).concat();
    format!("# Chapter {number}: {title}\n{before}\n## Do\n\n{{{{#tasks {number}}}}}\n{after}")
}
