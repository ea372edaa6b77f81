//! The rule for doc comments that can be checked: that of a function begins with a verb.

use std::fs;
use std::path::{Path, PathBuf};

use course::source;
use syn::{Attribute, Expr, Ident, ImplItem, Item, Lit, Meta, TraitItem};

/// The words with which the doc comment of a function does not begin: they make a clause of what should be a sentence.
const CLAUSES: [&str; 6] = ["What", "How", "Why", "Where", "Whether", "Which"];

/// Returns the doc comments of functions that begin with a clause, each with its line and the name of the function.
fn clauses(items: &[Item]) -> Vec<String> {
    let mut found = Vec::new();
    for item in items {
        match item {
            Item::Fn(item) => found.extend(clause(&item.attrs, &item.sig.ident)),
            Item::Mod(item) => found.extend(item.content.iter().flat_map(|(_, items)| clauses(items))),
            Item::Impl(item) => found.extend(item.items.iter().filter_map(|item| match item {
                ImplItem::Fn(item) => clause(&item.attrs, &item.sig.ident),
                _ => None,
            })),
            Item::Trait(item) => found.extend(item.items.iter().filter_map(|item| match item {
                TraitItem::Fn(item) => clause(&item.attrs, &item.sig.ident),
                _ => None,
            })),
            _ => {}
        }
    }
    found
}

fn clause(attributes: &[Attribute], name: &Ident) -> Option<String> {
    let line = attributes.iter().find_map(doc)?;
    let first = line.split_whitespace().next()?.trim_end_matches(|c: char| c.is_ascii_punctuation());
    CLAUSES.contains(&first).then(|| format!("{}: fn {name}: {}", name.span().start().line, line.trim()))
}

/// Returns the text of a line of a doc comment.
fn doc(attribute: &Attribute) -> Option<String> {
    let Meta::NameValue(pair) = &attribute.meta else { return None };
    let Expr::Lit(literal) = &pair.value else { return None };
    let Lit::Str(text) = &literal.lit else { return None };
    pair.path.is_ident("doc").then(|| text.value())
}

/// All Rust files of the course, except for what learners write and for answers, of which each has its own voice.
fn files(root: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for folder in ["src", "crates", "solutions", "tests", "benches", "book"] {
        files.extend(source::files_in(&root.join(folder)));
    }
    files.retain(|file| !file.starts_with(root.join("tests/answers")) && !file.starts_with(root.join("book/ui")));
    files
}

#[test]
fn no_doc_comment_of_a_function_begins_with_a_clause() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let mut found = Vec::new();
    for file in files(&root) {
        let text = fs::read_to_string(&file).unwrap();
        // Some tests are about files that do not parse.
        let Ok(parsed) = syn::parse_file(&text) else { continue };
        let file = file.strip_prefix(&root).unwrap_or(&file).display().to_string();
        found.extend(clauses(&parsed.items).into_iter().map(|line| format!("{file}:{line}")));
    }
    assert!(found.is_empty(), "begin these with a verb (`Returns`, `Waits until`):\n{}", found.join("\n"));
}

#[test]
fn a_clause_is_found_in_any_function() {
    let source = "/// What.\nfn a() {}\nimpl A {\n    /// Whether it is.\n    fn b(&self) {}\n}\n/// Whatever it is.\nfn c() {}\n";
    let found = clauses(&syn::parse_file(source).unwrap().items);
    assert_eq!(found, ["2: fn a: What.", "5: fn b: Whether it is."]);
}
