//! The grammar of doc comments in the whole repository, as far as a program can check it.
//!
//! The doc of a function starts with a verb in the third person ("Returns", "Waits until"); no doc starts with "what",
//! "how", "whether" or the like: such a clause has no main verb, and has to be read twice. Tests, whose names are sentences
//! already, need no verb, and the head of a program may ask the question of a prediction.

use std::fs;
use std::path::{Path, PathBuf};

use proc_macro2::{Delimiter, LexError, TokenStream, TokenTree};

/// Words that begin a clause, and neither a sentence nor a noun phrase.
const CLAUSE_WORDS: [&str; 9] = ["What", "How", "Why", "Whether", "Where", "Which", "Who", "Whose", "When"];

/// Words that end in `s` as a verb in the third person does, and are not verbs.
const NOT_VERBS: [&str; 8] = ["This", "Its", "As", "Always", "Plus", "Besides", "Sometimes", "Perhaps"];

/// Folders without sources of the repository.
const SKIPPED_FOLDERS: [&str; 3] = ["target", "node_modules", "kept"];

#[test]
fn every_doc_comment_starts_as_the_rule_wants() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let mut files = Vec::new();
    collect_sources(&root, &mut files);
    assert!(files.len() > 200, "only {} sources were found below {}", files.len(), root.display());
    let mut violations = Vec::new();
    for file in files {
        let source = fs::read_to_string(&file).unwrap();
        let name = file.strip_prefix(&root).unwrap().display().to_string();
        let found = violations_in(&source).unwrap_or_else(|error| panic!("cannot read {name} as Rust: {error}"));
        violations.extend(found.into_iter().map(|(line, problem)| format!("{name}:{line}: {problem}")));
    }
    assert!(violations.is_empty(), "{} doc comments break the rule:\n{}", violations.len(), violations.join("\n"));
}

#[test]
fn a_clause_is_found_on_every_kind_of_item() {
    let source = "//! What it is for.\n\n/// Whether.\nstruct A {\n    /// Where it is.\n    b: u8,\n}\nenum C {\n    \
                  /// How.\n    D,\n}\nimpl A {\n    /// Why.\n    fn e() {}\n}\n";
    let lines: Vec<usize> = violations_in(source).unwrap().into_iter().map(|(line, _)| line).collect();
    assert_eq!(lines, [1, 3, 5, 9, 13]);
}

#[test]
fn a_function_needs_a_verb_and_a_type_does_not() {
    let source = "/// The sum.\npub(crate) async fn a() {}\n/// This sums.\n#[must_use]\nconst fn b() {}\n/// Returns \
                  the sum.\npub fn c() {}\n/// The sum.\nstruct D;\n/// The sum.\nconst E: u8 = 1;\n";
    let lines: Vec<usize> = violations_in(source).unwrap().into_iter().map(|(line, _)| line).collect();
    assert_eq!(lines, [1, 3]);
}

#[test]
fn a_test_needs_no_verb_and_a_program_may_ask() {
    let source = "//! Which line is printed?\n/// On Linux only.\n#[tokio::test]\nasync fn a() {}\n";
    assert_eq!(violations_in(source).unwrap(), []);
    let source = "/// Which line is printed?\nfn a() {}\n";
    assert_eq!(violations_in(source).unwrap().len(), 1);
}

#[test]
fn only_the_first_line_of_a_doc_comment_counts() {
    let source = "/// Returns\n/// what it was given.\n///\n/// How it does so is its own affair.\nfn a() {}\n";
    assert_eq!(violations_in(source).unwrap(), []);
}

/// Adds the Rust files below `folder` to `files`, in the order of their names.
fn collect_sources(folder: &Path, files: &mut Vec<PathBuf>) {
    let mut paths: Vec<PathBuf> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    for path in paths {
        let name = path.file_name().unwrap().to_string_lossy();
        if path.is_dir() {
            if !SKIPPED_FOLDERS.contains(&&*name) && !name.starts_with('.') {
                collect_sources(&path, files);
            }
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
}

/// Returns the lines of the doc comments that break the rule, each with what is wrong.
fn violations_in(source: &str) -> Result<Vec<(usize, String)>, LexError> {
    let mut found = Vec::new();
    collect_violations(source.parse()?, &mut found);
    Ok(found)
}

fn collect_violations(tokens: TokenStream, found: &mut Vec<(usize, String)>) {
    let tokens: Vec<TokenTree> = tokens.into_iter().collect();
    let mut rest = tokens.as_slice();
    while let Some(token) = rest.first() {
        let (doc, after_attributes) = attributes(rest);
        if let Some(doc) = doc {
            let attributes = &rest[..rest.len() - after_attributes.len()];
            let is_function = doc.is_outer && is_function(after_attributes) && !is_test(attributes);
            found.extend(doc.violation(is_function).map(|problem| (doc.line, problem)));
            rest = after_attributes;
            continue;
        }
        if let TokenTree::Group(group) = token {
            collect_violations(group.stream(), found);
        }
        rest = &rest[1..];
    }
}

/// The first line of a doc comment.
struct Doc {
    line: usize,
    first_word: String,
    is_question: bool,
    is_outer: bool,
}

impl Doc {
    fn violation(&self, is_function: bool) -> Option<String> {
        let word = self.first_word.as_str();
        if CLAUSE_WORDS.contains(&word) && (self.is_outer || !self.is_question) {
            return Some(format!("it starts with \"{word}\""));
        }
        let is_verb = word.ends_with('s') && !NOT_VERBS.contains(&word);
        (is_function && !is_verb)
            .then(|| format!("the doc of a function starts with a verb in the third person, not with \"{word}\""))
    }
}

/// Splits the attributes of one item off the beginning of `tokens`; the doc is the first line of its doc comment.
fn attributes(tokens: &[TokenTree]) -> (Option<Doc>, &[TokenTree]) {
    let (mut doc, mut rest) = (None, tokens);
    while let Some((attribute, after)) = attribute(rest) {
        // The doc of a module ends where that of its first item begins.
        if let (Some(Doc { is_outer: false, .. }), Some(Doc { is_outer: true, .. })) = (&doc, &attribute) {
            break;
        }
        doc = doc.or(attribute);
        rest = after;
    }
    (doc, rest)
}

/// Splits `#[..]` or `#![..]` off the beginning of `tokens`.
fn attribute(tokens: &[TokenTree]) -> Option<(Option<Doc>, &[TokenTree])> {
    let is_punct = |index: usize, c| matches!(tokens.get(index), Some(TokenTree::Punct(punct)) if punct.as_char() == c);
    if !is_punct(0, '#') {
        return None;
    }
    let is_outer = !is_punct(1, '!');
    let index = if is_outer { 1 } else { 2 };
    let Some(TokenTree::Group(group)) = tokens.get(index) else { return None };
    if group.delimiter() != Delimiter::Bracket {
        return None;
    }
    let inner: Vec<TokenTree> = group.stream().into_iter().collect();
    let doc = match inner.as_slice() {
        [TokenTree::Ident(name), TokenTree::Punct(_), TokenTree::Literal(text)] if name == "doc" => {
            let text = text.to_string();
            let text = text.trim_start_matches(['r', '#']).trim_start_matches('"').trim_start();
            let first_word = text.split_whitespace().next().unwrap_or_default();
            let first_word = first_word.trim_matches(|c: char| !c.is_alphanumeric() && c != '`').to_owned();
            let is_question = text.trim_end_matches(['"', '#', ' ']).ends_with('?');
            Some(Doc { line: group.span().start().line, first_word, is_question, is_outer })
        }
        _ => None,
    };
    Some((doc, &tokens[index + 1..]))
}

/// Returns true for the attributes of a test: `#[test]`, `#[tokio::test]` and the like.
fn is_test(attributes: &[TokenTree]) -> bool {
    attributes.iter().any(|token| match token {
        TokenTree::Group(group) => {
            group.stream().into_iter().any(|token| matches!(token, TokenTree::Ident(word) if word == "test"))
        }
        _ => false,
    })
}

fn is_function(tokens: &[TokenTree]) -> bool {
    const BEFORE_FN: [&str; 6] = ["pub", "async", "const", "unsafe", "extern", "default"];
    for token in tokens {
        match token {
            TokenTree::Ident(word) if word == "fn" => return true,
            TokenTree::Ident(word) if BEFORE_FN.iter().any(|before| word == before) => {}
            // `pub(crate)`, `extern "C"`
            TokenTree::Group(_) | TokenTree::Literal(_) => {}
            _ => return false,
        }
    }
    false
}
