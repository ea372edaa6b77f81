//! A small course with every directive, built as a site; and this course's own guide.

mod small_course;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use guide::check;
use guide::site::{self, Paths};
use mdbook_driver::MDBook;
use small_course::small_course;

fn built(paths: &Paths) -> PathBuf {
    site::build(paths, &paths.site()).expect("it can be built");
    paths.site()
}

fn page(site: &Path, name: &str) -> String {
    fs::read_to_string(site.join(name)).expect("the page is there")
}

#[test]
fn every_directive_becomes_a_sound_page() {
    let (_folder, paths) = small_course();
    let site = built(&paths);
    let findings: Vec<String> = check::site(&site).expect("it can be read").iter().map(ToString::to_string).collect();
    assert_eq!(findings, [""; 0]);
    let all = page(&site, "all.html");
    assert_eq!(all.matches("<figure class=\"trace\"").count(), 4);
    assert_eq!(all.matches("<noscript><div class=\"trace-static\"").count(), 4);
    assert_eq!(all.matches("class=\"trace-static\"").count(), 6, "a picture for each variant");
    assert!(all.contains("\"listing\":{\"d\":[[5,6]],\"i\":[[3,4]],\"p\":[[2,3]]}"), "{all}");
    assert!(!all.contains("ANCHOR"), "{all}");
    assert!(all.contains("data-quiz=\"await-twice\" data-answer=\"1\""), "{all}");
    assert!(all.contains("href=\"0-async-generator.html#task-seeded\""), "{all}");
}

#[test]
fn a_task_has_its_contract_its_message_its_hints_and_its_recording() {
    let (_folder, paths) = small_course();
    let tasks = page(&built(&paths), "0-async-generator.html");
    for part in [
        "id=\"task-seeded\"",
        "The same numbers for the same seed.",
        "cargo course check 0.2",
        "This check fails: &quot;",
        "Hint 3: the shape",
        "\"ex0-async-generator/seeded.equal_seeds_give_equal_numbers.json\"",
    ] {
        assert!(tasks.contains(part) || tasks.contains(&part.replace("&quot;", "\"")), "{part} is not on the page");
    }
    assert_eq!(tasks.matches("Hint 3: the shape").count(), 2, "a hint for each task");
    let heading = tasks.find("<h2 id=\"optional-tasks\">").expect("optional tasks have a heading");
    let at = |id: &str| tasks.find(&format!("<h3 id=\"task-{id}\">")).expect("a box has a heading");
    assert!(at("async_generator") < heading && heading < at("seeded"), "{tasks}");
}

#[test]
fn in_a_published_guide_pages_and_tasks_link_to_their_sources() {
    let (_folder, paths) = small_course();
    let config = paths.book().join("book.toml");
    let known = fs::read_to_string(&config).expect("it is there");
    let published =
        known.replace("[output.html]", "[output.html]\ngit-repository-url = \"https://example.org/course\"");
    fs::write(&config, published).expect("it can be written");
    let tasks = page(&built(&paths), "0-async-generator.html");
    assert!(tasks.contains("https://example.org/course/edit/main/book/src/0-async-generator.md"), "{tasks}");
    let seeded = "https://example.org/course/blob/main/exercises/0-async-generator/src/lib.rs#L11";
    assert!(tasks.contains(seeded), "{tasks}");
}

#[test]
fn a_directive_that_cannot_be_replaced_is_named_by_its_line() {
    let (_folder, paths) = small_course();
    for (line, cause) in [
        ("{{#trace none}}", "traces/none.json, which `cargo author bless page-traces` records: "),
        ("{{#trace 0-slow-reader listing=none.rs:a}}", "none.rs: "),
        ("{{#trace 0-slow-reader listing=none.rs}}", "no anchor in `none.rs`: write `listing=FILE:ANCHOR`"),
        (
            "{{#trace 0-slow-reader listing=../scenes/slow_reader.rs:none}}",
            "`../scenes/slow_reader.rs` has no lines between `ANCHOR: none` and `ANCHOR_END: none`",
        ),
        (
            "{{#trace 0-slow-reader listing=../scenes/slow_reader.rs:item}}",
            "no line of `../scenes/slow_reader.rs:item` belongs to an event",
        ),
        ("{{#quiz none}}", "quiz/none.toml: "),
        ("{{#bench none}}", "benches/results/none.json, which `cargo guide bench` writes: "),
        ("{{#compiler none}}", "ui/none.stderr, which `cargo author bless compiler` writes: "),
        (
            "{{#task 0 none}}",
            "chapter 0-async-generator has no task `none`. It has:\n  1  async_generator\n  2  seeded",
        ),
        ("{{#tasks 7}}", "there is no chapter `7`. There are:\n  0-async-generator"),
        ("{{#trade a}}", "unknown directive `{{#trade}}`"),
        ("[a](task:0.none)", "chapter 0-async-generator has no task `none`"),
    ] {
        fs::write(paths.book().join("src/all.md"), format!("# A\n\n{line}\n")).expect("it can be written");
        let error = format!("{:#}", site::build(&paths, &paths.site()).expect_err(line));
        assert!(error.starts_with("book/src/all.md:3: ") && error.contains(cause), "{line}: {error}");
        assert_eq!(error.matches("cannot read").count(), usize::from(cause.ends_with(": ")), "{error}");
    }
}

#[test]
fn a_warning_of_mdbook_and_a_broken_link_are_errors() {
    let (folder, paths) = small_course();
    let guide = || {
        let mut guide = Command::new(env!("CARGO_BIN_EXE_guide"));
        guide.arg("--course").arg(folder.path()).arg("check").output().expect("it can be started")
    };
    assert!(guide().status.success());
    let all = paths.book().join("src/all.md");
    let sound = fs::read_to_string(&all).expect("it is there");
    fs::write(&all, format!("{sound}\n{{{{#include none.rs}}}}\n")).expect("it can be written");
    let failed = guide();
    let stderr = String::from_utf8_lossy(&failed.stderr);
    assert_eq!(failed.status.code(), Some(1));
    assert!(stderr.contains("none.rs") && stderr.contains("mdBook has printed warnings"), "{stderr}");
    fs::write(&all, format!("{sound}\n[a](0-async-generator.md#none)\n")).expect("it can be written");
    let failed = guide();
    let stderr = String::from_utf8_lossy(&failed.stderr);
    assert_eq!(failed.status.code(), Some(1));
    assert!(
        stderr.contains("all.html: broken link `0-async-generator.html#none`: the page has no element"),
        "{stderr}"
    );
}

/// mdBook's own program builds the same pages, because `book.toml` names this program as a preprocessor.
#[test]
fn plain_mdbook_builds_the_same_guide() {
    let paths = Paths::of_this_course().expect("it exists");
    let output = tempfile::tempdir().expect("a temporary folder");
    let (ours, plain) = (output.path().join("ours"), output.path().join("plain"));
    site::build(&paths, &ours).expect("it can be built");
    let mut book = MDBook::load(paths.book()).expect("it can be read");
    book.config.build.build_dir = plain.clone();
    book.build().expect("plain mdBook can build it");
    for name in ["0-async-generator.html", "from-asyncio.html", "measure.html"] {
        let (ours, plain) = (page(&ours, name), page(&plain, name));
        // The HTML for readers without a script stays a comment there.
        let plain = plain.replace("<!--noscript", "<noscript>").replace("noscript-->", "</noscript>");
        assert!(ours == plain, "{name} differs");
    }
}
