//! Checks of the guide's sources that mdBook does not make: broken links, includes and anchors, code that is not compiled,
//! and rows of the table "From asyncio to Rust" without a test.
//!
//! The checks of the built site are in `crates/guide/src/check.rs`.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Display;
use std::fs;
use std::path::{Path, PathBuf};

use course::names::Names;
use course::selection::Selection;
use serde_json::Value;

/// A page of the guide.
struct Page {
    path: PathBuf,
    text: String,
}

impl Page {
    /// Returns its lines with their numbers, counted from 1.
    fn lines(&self) -> impl Iterator<Item = (usize, &str)> {
        self.text.lines().enumerate().map(|(index, line)| (index + 1, line))
    }

    /// Resolves a path that is relative to the page.
    fn resolve(&self, relative: &str) -> PathBuf {
        self.path.parent().expect("a page is in a folder").join(relative)
    }

    fn name(&self) -> String {
        self.path.file_name().expect("a page is a file").to_string_lossy().into_owned()
    }

    fn fault(&self, line: usize, message: impl Display) -> String {
        format!("book/src/{}:{line}: {message}", self.name())
    }
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn read(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_else(|error| panic!("cannot read {}: {error}", path.display()))
}

fn pages() -> Vec<Page> {
    let folder = fs::read_dir(root().join("book/src")).expect("the folder of pages exists");
    let mut paths: Vec<PathBuf> = folder.map(|entry| entry.expect("it can be listed").path()).collect();
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "md"));
    paths.sort();
    paths.into_iter().map(|path| Page { text: read(&path), path }).collect()
}

#[track_caller]
fn assert_none(faults: &[String]) {
    assert!(faults.is_empty(), "\n{}", faults.join("\n"));
}

/// Returns each part of the text between `open` and `close`.
fn between<'t>(text: &'t str, open: &'t str, close: &'t str) -> impl Iterator<Item = &'t str> {
    text.split(open).skip(1).filter_map(move |rest| rest.split_once(close).map(|(inside, _)| inside))
}

#[test]
fn the_summary_names_every_page() {
    let summary = read(&root().join("book/src/SUMMARY.md"));
    let named: BTreeSet<String> = between(&summary, "](", ")").map(str::to_owned).collect();
    let written: BTreeSet<String> = pages().iter().map(Page::name).filter(|name| name != "SUMMARY.md").collect();
    assert_eq!(named, written);
}

#[test]
fn no_link_is_broken() {
    let chapters = Names::read(root()).chapters(root());
    let mut faults = Vec::new();
    for page in pages() {
        for (number, line) in page.lines() {
            for link in between(line, "](", ")").filter(|link| !link.contains("://")) {
                if let Some(task) = link.strip_prefix("task:") {
                    let found = Selection::find(&chapters, task);
                    if !task.contains('.') || !matches!(found, Ok(Selection { task: Some(_), .. })) {
                        faults.push(page.fault(number, format!("broken link `{link}`: no such task")));
                    }
                    continue;
                }
                let (file, heading) = link.split_once('#').unwrap_or((link, ""));
                let target = if file.is_empty() { page.path.clone() } else { page.resolve(file) };
                if !target.exists() {
                    faults.push(page.fault(number, format!("broken link `{link}`: no such file")));
                } else if !heading.is_empty() && !headings(&read(&target)).contains(heading) {
                    faults.push(page.fault(number, format!("broken link `{link}`: no such heading")));
                }
            }
        }
    }
    assert_none(&faults);
}

/// Returns the headings of a page in the form that links have.
fn headings(text: &str) -> BTreeSet<String> {
    text.lines()
        .filter(|line| line.starts_with('#'))
        .map(|line| line.trim_start_matches('#').trim().to_lowercase())
        .map(|heading| heading.replace(|c: char| !c.is_alphanumeric() && !" -_".contains(c), "").replace(' ', "-"))
        .collect()
}

#[test]
fn every_pitfall_has_a_link_to_its_public_discussion() {
    let text = read(&root().join("book/src/pitfalls.md"));
    let mut faults = Vec::new();
    for group in text.split("\n## ").skip(1) {
        // A group without parts is one pitfall. What is before the first part introduces the group.
        let parts: Vec<&str> = group.split("\n### ").collect();
        for pitfall in if parts.len() > 1 { &parts[1..] } else { &parts[..] } {
            let is_linked = ["**Discussed in**", "**Explained in**"]
                .iter()
                .any(|words| between(pitfall, words, ")").any(|link| link.contains("](https://")));
            if !is_linked {
                faults.push(pitfall.lines().next().unwrap_or_default().to_owned());
            }
        }
    }
    assert_none(&faults);
}

#[test]
fn a_folded_answer_says_on_which_side_its_task_is() {
    let mut faults = Vec::new();
    for page in pages() {
        let tasks = page.lines().find(|(_, line)| line.contains("{{#tasks ")).map(|(number, _)| number);
        for (number, line) in page.lines().filter(|(_, line)| line.contains("it answers a task")) {
            let side = if tasks.is_some_and(|tasks| tasks < number) { "above" } else { "below" };
            if !line.contains(&format!("(it answers a task {side})")) {
                faults.push(page.fault(number, format!("the task is {side}")));
            }
        }
    }
    assert_none(&faults);
}

/// Returns the mean of each case of a chart, in nanoseconds.
fn means(chart: &str) -> BTreeMap<String, f64> {
    let results: Value =
        serde_json::from_str(&read(&root().join(format!("benches/results/{chart}.json")))).expect("it is valid JSON");
    let cases = results["cases"].as_array().expect("it has cases");
    let mean = |case: &Value| Some((case["name"].as_str()?.to_owned(), case["mean_ns"].as_f64()?));
    cases.iter().map(|case| mean(case).expect("a case has a name and a mean")).collect()
}

/// Asserts with wide limits: the charts may be measured again on another machine, and the pages should still be true.
#[test]
fn the_charts_show_what_their_pages_say() {
    let futures = means("many-futures");
    assert!(futures["spawn, 10"] > 4.0 * futures["join!, 10"], "{futures:?}");
    assert!(futures["spawn, 100000"] < 10_000.0, "{futures:?}");
    assert!(futures["FuturesUnordered, 100000"] < 2.0 * futures["FuturesUnordered, 10"], "{futures:?}");
    assert!(futures["join_all, 1000"] > 2.0 * futures["join_all, 10"], "{futures:?}");
    assert!(futures["join_all, 100000"] < 2.0 * futures["join_all, 1000"], "{futures:?}");

    let inputs = means("two-inputs");
    assert!(inputs["select!, biased"] < 1.5 * inputs["merged stream"], "{inputs:?}");
    assert!(inputs["select!"] > inputs["select!, biased"], "{inputs:?}");

    let channels = means("channels");
    assert!(channels["capacity, 1024"] > 10.0 * channels["direct call"], "{channels:?}");
    assert!(channels["capacity, 1"] > 2.0 * channels["capacity, 1024"], "{channels:?}");
    assert!(channels["capacity, 16"] < 2.0 * channels["capacity, 1024"], "{channels:?}");

    let waiting = means("waiting");
    assert!(waiting["threads, 10000"] > 10.0 * waiting["tasks, 10000"], "{waiting:?}");
    assert!(waiting["threads, 100"] < 5.0 * waiting["tasks, 100"], "{waiting:?}");
}

#[test]
fn no_include_is_empty() {
    let mut faults = Vec::new();
    for page in pages() {
        for (number, line) in page.lines() {
            for include in between(line, "{{#include ", "}}") {
                let (file, part) = include.split_once(':').unwrap_or((include, ""));
                match fs::read_to_string(page.resolve(file)) {
                    Err(error) => faults.push(page.fault(number, format!("cannot include {file}: {error}"))),
                    Ok(text) if !has_text(&text, part) => {
                        faults.push(page.fault(number, format!("{include} is empty")));
                    }
                    Ok(_) => {}
                }
            }
        }
    }
    assert_none(&faults);
}

/// Returns whether a part of a file has any text. A part is an anchor, or a first and a last line, either of which may be
/// missing.
fn has_text(text: &str, part: &str) -> bool {
    let is_anchor = part.chars().any(|c| !c.is_ascii_digit() && c != ':');
    let shown: Vec<&str> = if is_anchor {
        let begin = format!("ANCHOR: {part}");
        let end = format!("ANCHOR_END: {part}");
        let after = text.lines().skip_while(|line| !line.trim_end().ends_with(&begin)).skip(1);
        if !text.lines().any(|line| line.trim_end().ends_with(&end)) {
            return false;
        }
        after.take_while(|line| !line.trim_end().ends_with(&end)).collect()
    } else {
        let (first, last) = part.split_once(':').unwrap_or((part, part));
        let first = first.parse::<usize>().unwrap_or(1).max(1);
        text.lines().take(last.parse().unwrap_or(usize::MAX)).skip(first - 1).collect()
    };
    shown.iter().any(|line| !line.trim().is_empty())
}

#[test]
fn a_listing_by_line_numbers_is_a_whole_paragraph() {
    let mut faults = Vec::new();
    for page in pages() {
        for (number, line) in page.lines() {
            for include in between(line, "{{#include ", "}}") {
                let mut parts = include.splitn(3, ':');
                let file = parts.next().unwrap_or_default();
                let mut numbers = parts.map(str::parse::<usize>);
                let (Some(Ok(first)), Some(Ok(last))) = (numbers.next(), numbers.next()) else { continue };
                let text = read(&page.resolve(file));
                let lines: Vec<&str> = text.lines().collect();
                // Lines are counted from 1. The lines before the first and after the last one are blank, or do not exist.
                let is_blank = |line: usize| {
                    let found = line.checked_sub(1).and_then(|index| lines.get(index));
                    found.is_none_or(|line| line.is_empty())
                };
                let is_whole = [first - 1, first, last, last + 1].map(is_blank) == [true, false, false, true];
                if !is_whole {
                    faults.push(page.fault(number, format!("{include} begins or ends in the middle of a paragraph")));
                }
            }
        }
    }
    assert_none(&faults);
}

#[test]
fn all_code_of_a_page_is_included_from_a_tested_file() {
    let mut faults = Vec::new();
    for page in pages() {
        let lines: Vec<(usize, &str)> = page.lines().collect();
        for pair in lines.windows(2) {
            let [(number, fence), (_, first)] = pair else { continue };
            let language = fence.strip_prefix("```").unwrap_or_default();
            if (language.starts_with("rust") || language.starts_with("python")) && !first.starts_with("{{#include ") {
                faults.push(page.fault(*number, format!("this {language} code is not included from a tested file")));
            }
        }
    }
    assert_none(&faults);
}

#[test]
fn every_row_from_asyncio_to_rust_is_tested_on_both_sides() {
    let page = read(&root().join("book/src/from-asyncio.md"));
    let names = |text: &str, before: &str| -> BTreeSet<String> {
        between(text, before, "(").map(str::to_owned).filter(|name| !name.contains(char::is_whitespace)).collect()
    };
    let rust_file = read(&root().join("tests/asyncio_map.rs"));
    let tests = rust_file.split("test]\n").chain(rust_file.split("(start_paused = true)]\n"));
    let rust: BTreeSet<String> = tests
        .filter_map(|rest| rest.lines().next())
        .filter_map(|line| line.trim_start_matches("async ").strip_prefix("fn "))
        .filter_map(|rest| rest.split_once('(').map(|(name, _)| name.to_owned()))
        .collect();
    let python = names(&read(&root().join("book/python/test_asyncio_map.py")), "async def test_");

    let rows = rows(&page);
    let of = |side: Side| -> BTreeSet<String> {
        rows.iter().filter(|row| row.is_tested_in(side)).map(|row| row.test.to_owned()).collect()
    };
    assert!(!rows.is_empty());
    assert_eq!(of(Side::Rust), rust, "rows of the page and tests in Rust");
    assert_eq!(of(Side::Python), python, "rows of the page and tests in Python");
}

#[test]
fn the_test_of_a_row_uses_every_name_that_the_row_shows() {
    /// Traits that are used without being named, and the class around the tests.
    const UNNAMED: [&str; 3] = ["Drop", "StreamExt", "IsolatedAsyncioTestCase"];

    let page = read(&root().join("book/src/from-asyncio.md"));
    let rust = read(&root().join("tests/asyncio_map.rs"));
    let python = read(&root().join("book/python/test_asyncio_map.py"));
    let is_part_of_name = |c: char| c.is_alphanumeric() || c == '_';
    let names = |text: &str| -> BTreeSet<String> { text.split(|c| !is_part_of_name(c)).map(str::to_owned).collect() };
    let mut unused = Vec::new();
    for row in rows(&page) {
        // A test in Rust begins with its attribute.
        let in_rust = rust.split("\n}\n").find(|item| item.contains(&format!("fn {}() {{", row.test)));
        let in_python =
            python.split("    async def test_").find(|method| method.starts_with(&format!("{}(self)", row.test)));
        for (side, cell, test) in [(Side::Rust, row.rust, in_rust), (Side::Python, row.python, in_python)] {
            if !row.is_tested_in(side) {
                continue;
            }
            let used = names(test.unwrap_or_else(|| panic!("no test in {side:?} is called {}", row.test)));
            let shown: BTreeSet<String> = cell.split('`').skip(1).step_by(2).flat_map(names).collect();
            // A single letter stands for anything.
            let missing = shown.difference(&used).filter(|name| name.len() > 1 && !UNNAMED.contains(&name.as_str()));
            unused.extend(missing.map(|name| format!("{}: its test in {side:?} does not use `{name}`", row.test)));
        }
    }
    assert!(unused.is_empty(), "{}", unused.join("\n"));
}

/// A row of the page "From asyncio to Rust".
struct Row<'p> {
    python: &'p str,
    rust: &'p str,
    /// The name of its tests.
    test: &'p str,
    /// The one side on which it can be tested, with the reason: `Rust: ...`. Empty if both sides are tested.
    only: &'p str,
}

#[derive(Clone, Copy, Debug)]
enum Side {
    Python,
    Rust,
}

impl Row<'_> {
    fn is_tested_in(&self, side: Side) -> bool {
        self.only.is_empty() || self.only.starts_with(&format!("{side:?}: "))
    }
}

fn rows(page: &str) -> Vec<Row<'_>> {
    let rows = page.lines().filter(|line| line.starts_with('|') && !is_head(line));
    rows.map(|row| {
        let test =
            between(row, "<!-- ", " -->").next().unwrap_or_else(|| panic!("this row does not name a test: {row}"));
        let (test, only) = test.split_once("; only ").unwrap_or((test, ""));
        let mut cells = row.split('|').skip(1);
        let mut cell = || cells.next().unwrap_or_else(|| panic!("this row has too few cells: {row}"));
        Row { python: cell(), rust: cell(), test, only }
    })
    .collect()
}

fn is_head(row: &str) -> bool {
    row.starts_with("| Python |") || row.starts_with("|---")
}
