//! A small course with every directive, built as a site; and this course's own guide.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use guide::check;
use guide::site::{self, Places};
use mdbook_driver::MDBook;
use tempfile::TempDir;

/// A copy of the small course, with the guide's own scripts and styles.
fn small_course() -> (TempDir, Places) {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    copy(&here.join("tests/course"), folder.path());
    copy(&here.join("../../book/theme"), &folder.path().join("book/theme"));
    let places = Places::of(folder.path()).expect("it is there");
    (folder, places)
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("a folder can be made");
    for entry in fs::read_dir(from).expect("it can be listed") {
        let path = entry.expect("it can be listed").path();
        let target = to.join(path.file_name().expect("it has a name"));
        if path.is_dir() { copy(&path, &target) } else { fs::copy(&path, &target).map(drop).expect("it can be copied") }
    }
}

fn built(places: &Places) -> PathBuf {
    site::build(places, &places.site()).expect("it can be built");
    places.site()
}

fn page(site: &Path, name: &str) -> String {
    fs::read_to_string(site.join(name)).expect("the page is there")
}

#[test]
fn every_directive_becomes_a_sound_page() {
    let (_folder, places) = small_course();
    let site = built(&places);
    let findings: Vec<String> = check::site(&site).expect("it can be read").iter().map(ToString::to_string).collect();
    assert_eq!(findings, [""; 0]);
    let all = page(&site, "all.html");
    assert_eq!(all.matches("<figure class=\"trace\"").count(), 3);
    assert_eq!(all.matches("<noscript><div class=\"trace-still\"").count(), 3);
    assert_eq!(all.matches("class=\"trace-still\"").count(), 5, "a picture for each setting");
    assert!(all.contains("data-quiz=\"await-twice\" data-answer=\"1\""), "{all}");
    assert!(all.contains("href=\"0-async-generator.html#task-seeded\""), "{all}");
}

#[test]
fn a_task_has_its_contract_its_message_its_hints_and_its_recording() {
    let (_folder, places) = small_course();
    let tasks = page(&built(&places), "0-async-generator.html");
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
}

#[test]
fn where_it_is_published_pages_and_tasks_link_their_sources() {
    let (_folder, places) = small_course();
    let config = places.book().join("book.toml");
    let known = fs::read_to_string(&config).expect("it is there");
    let published =
        known.replace("[output.html]", "[output.html]\ngit-repository-url = \"https://example.org/course\"");
    fs::write(&config, published).expect("it can be written");
    let tasks = page(&built(&places), "0-async-generator.html");
    assert!(tasks.contains("https://example.org/course/edit/main/book/src/0-async-generator.md"), "{tasks}");
    let seeded = "https://example.org/course/blob/main/exercises/0-async-generator/src/lib.rs#L30";
    assert!(tasks.contains(seeded), "{tasks}");
}

#[test]
fn a_directive_that_cannot_be_shown_is_named_by_its_line() {
    let (_folder, places) = small_course();
    for (line, why) in [
        ("{{#trace none}}", "traces/none.json cannot be read"),
        ("{{#quiz none}}", "quiz/none.toml cannot be read"),
        ("{{#bench none}}", "benches/results/none.json cannot be read"),
        ("{{#compiler none}}", "ui/none.stderr cannot be read"),
        ("{{#task 0 none}}", "chapter 0-async-generator has no task `none`. It has: async_generator, seeded"),
        ("{{#tasks 7}}", "there is no chapter 7"),
        ("{{#film a}}", "there is no directive `{{#film}}`"),
        ("[a](task:0.none)", "chapter 0-async-generator has no task `none`"),
    ] {
        fs::write(places.book().join("src/all.md"), format!("# A\n\n{line}\n")).expect("it can be written");
        let said = site::build(&places, &places.site()).expect_err(line).to_string();
        assert!(said.starts_with("book/src/all.md:3: ") && said.contains(why), "{line}: {said}");
    }
}

#[test]
fn what_mdbook_only_warns_of_fails_here() {
    let (folder, places) = small_course();
    let guide = || {
        let mut guide = Command::new(env!("CARGO_BIN_EXE_guide"));
        guide.arg("--course").arg(folder.path()).arg("check").output().expect("it can be started")
    };
    assert!(guide().status.success());
    let all = places.book().join("src/all.md");
    let sound = fs::read_to_string(&all).expect("it is there");
    fs::write(&all, format!("{sound}\n{{{{#include none.rs}}}}\n")).expect("it can be written");
    let failed = guide();
    let said = String::from_utf8_lossy(&failed.stderr);
    assert_eq!(failed.status.code(), Some(1));
    assert!(said.contains("none.rs") && said.contains("mdBook complained"), "{said}");
    fs::write(&all, format!("{sound}\n[a](0-async-generator.md#none)\n")).expect("it can be written");
    let failed = guide();
    let said = String::from_utf8_lossy(&failed.stderr);
    assert_eq!(failed.status.code(), Some(1));
    assert!(said.contains("all.html: the link `0-async-generator.html#none` leads to no place"), "{said}");
}

/// mdBook's own program does the same as this: it runs what `book.toml` names.
#[test]
fn plain_mdbook_builds_the_same_guide() {
    let places = Places::of_this_course().expect("it is there");
    let output = tempfile::tempdir().expect("a temporary folder");
    let (ours, plain) = (output.path().join("ours"), output.path().join("plain"));
    site::build(&places, &ours).expect("it can be built");
    let mut book = MDBook::load(places.book()).expect("it can be read");
    book.config.build.build_dir = plain.clone();
    book.build().expect("plain mdBook can build it");
    for name in ["0-async-generator.html", "from-asyncio.html", "measure.html"] {
        let (ours, plain) = (page(&ours, name), page(&plain, name));
        // What readers without a script see is a comment there.
        let unscripted = plain.replace("<!--unscripted", "<noscript>").replace("unscripted-->", "</noscript>");
        assert!(ours == unscripted, "{name} differs");
    }
}
