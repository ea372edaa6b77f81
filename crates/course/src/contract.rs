//! The contract of a task: the doc comments of its functions in the exercise.

use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::path::PathBuf;

use proc_macro2::{LineColumn, Span};
use syn::spanned::Spanned;
use syn::{Attribute, Expr, ImplItem, Item, ItemFn, ItemImpl, Lit, Meta, Signature, Type};

use crate::chapter::{Chapter, Task};
use crate::checks::Checks;
use crate::source::{self, ParseError};

/// A function or type of a task, as it is in the learner's file.
///
/// # Examples
///
/// ```
/// # use std::path::Path;
/// # use course::chapter::{Chapter, Task};
/// # let task = Task::new("seeded", ["is_fast"]);
/// # let root = tempfile::tempdir()?;
/// # let chapter = Chapter::new(root.path(), "0-async-generator", vec![task.clone()]).unwrap();
/// # std::fs::create_dir_all(chapter.exercise_dir.join("src"))?;
/// std::fs::write(chapter.lib_file(), "/// A counter.\npub fn seeded(seed: u8) -> u8 { seed }\n")?;
/// let definition = course::contract::definitions(&chapter, &task)?.remove(0);
/// assert_eq!((definition.name.as_str(), definition.line, definition.doc.as_str()), ("seeded", 2, "A counter."));
/// assert_eq!(definition.signature.as_deref(), Some("fn seeded(seed: u8) -> u8"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Definition {
    /// The name.
    pub name: String,
    /// The line of the name, from 1.
    pub line: usize,
    /// The signature of a function, as it is written.
    pub signature: Option<String>,
    /// The doc comment, without the slashes.
    pub doc: String,
}

/// The error for a contract that cannot be shown.
///
/// # Examples
///
/// ```
/// # use std::path::Path;
/// # use course::chapter::{Chapter, Task};
/// # let task = Task::new("seeded", ["is_fast"]);
/// # let chapter = Chapter::new(Path::new("no-such-course"), "0-async-generator", vec![task.clone()]).unwrap();
/// let error = course::contract::definitions(&chapter, &task).unwrap_err();
/// assert_eq!(error.to_string(), format!("cannot read {}", chapter.lib_file().display()));
/// ```
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ContractError {
    /// The learner's file cannot be read.
    #[error("cannot read {}", .file.display())]
    Unreadable {
        /// The file.
        file: PathBuf,
        /// The error of the system.
        source: io::Error,
    },
    /// The learner's file does not parse.
    #[error("cannot show the contract: {}:{line} does not parse: {message}", .file.display())]
    Syntax {
        /// The file.
        file: PathBuf,
        /// The line, from 1.
        line: usize,
        /// The parse error.
        message: String,
    },
    /// The learner's file has no function or type of the task.
    #[error(
        "`{task}` is not in {}. `cargo course reset {task}` restores its stub; its contract is also in the solution.",
        .file.display()
    )]
    Absent {
        /// The name of the task.
        task: String,
        /// The file.
        file: PathBuf,
    },
}

/// Reads the definitions of `task` in the exercise of `chapter`, at least one, in the order of the file.
///
/// # Errors
///
/// Returns an error if the file cannot be read, does not parse, or has none of them.
pub fn definitions(chapter: &Chapter, task: &Task) -> Result<Vec<Definition>, ContractError> {
    let file = chapter.lib_file();
    let source =
        fs::read_to_string(&file).map_err(|source| ContractError::Unreadable { file: file.clone(), source })?;
    let names = names(chapter, task);
    let definitions = definitions_in(&source, &names).map_err(|error| ContractError::Syntax {
        file: file.clone(),
        line: error.line,
        message: error.message,
    });
    source::forget();
    let definitions = definitions?;
    if definitions.is_empty() {
        return Err(ContractError::Absent { task: task.id.clone(), file });
    }
    Ok(definitions)
}

/// Returns the line of the task's first definition in the stub, from 1, to which the guide links; `None` if the stub has none.
pub fn line_in_stub(chapter: &Chapter, task: &Task) -> Option<usize> {
    let stub = fs::read_to_string(chapter.stub_file()).ok()?;
    let definitions = definitions_in(&stub, &names(chapter, task)).ok();
    let own = definitions.as_ref()?.iter().find(|definition| definition.name == task.id);
    let line = own.or(definitions.as_ref()?.first()).map(|definition| definition.line);
    source::forget();
    line
}

/// Returns the names of the functions and types that `task` may be about: its own name, the names that its checks use from
/// the library, and the methods in the stub of the types in their signatures; without those of other tasks.
pub fn names(chapter: &Chapter, task: &Task) -> BTreeSet<String> {
    Checks::of(chapter).names_of(chapter, &task.id)
}

pub(crate) fn inherent_impls(file: &syn::File) -> impl Iterator<Item = &ItemImpl> {
    file.items.iter().filter_map(|item| match item {
        Item::Impl(item) if item.trait_.is_none() => Some(item),
        _ => None,
    })
}

pub(crate) fn methods(item: &ItemImpl) -> impl Iterator<Item = &syn::ImplItemFn> {
    item.items.iter().filter_map(|item| match item {
        ImplItem::Fn(function) => Some(function),
        _ => None,
    })
}

pub(crate) fn type_name(item: &ItemImpl) -> Option<String> {
    let Type::Path(path) = &*item.self_ty else { return None };
    path.path.segments.last().map(|segment| segment.ident.to_string())
}

/// Returns the names in the body of a test of `task`, such as those of the functions that it calls; with those in the bodies
/// of the functions of the checks that it calls, and so on.
pub fn names_in_test(chapter: &Chapter, task: &Task, test: &str) -> BTreeSet<String> {
    Checks::of(chapter).names_reached(&task.id, test)
}

/// The code of a test.
///
/// # Examples
///
/// ```
/// # use std::path::Path;
/// # use course::chapter::{Chapter, Task};
/// # let task = Task::new("seeded", ["is_fast"]);
/// # let root = tempfile::tempdir()?;
/// # let chapter = Chapter::new(root.path(), "0-async-generator", vec![task.clone()]).unwrap();
/// # std::fs::create_dir(root.path().join("tests"))?;
/// std::fs::write(&chapter.check_file, "mod seeded {\n    #[test]\n    fn is_fast() {}\n}\n")?;
/// let test = course::contract::test_codes(&chapter, &task, &task.tests).remove(0);
/// assert_eq!((test.line, test.code.as_str()), (3, "#[test]\nfn is_fast() {}"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TestCode {
    /// The line of its name, from 1.
    pub line: usize,
    /// The function with its attributes, without the indentation of its module.
    pub code: String,
}

/// Returns the code of tests of `task`, without those that are not in the checks.
pub fn test_codes<'t>(chapter: &Chapter, task: &Task, tests: impl IntoIterator<Item = &'t String>) -> Vec<TestCode> {
    let Ok(checks) = fs::read_to_string(&chapter.check_file) else { return Vec::new() };
    let (lines_before, source) = module_text(&checks, &task.id).unwrap_or((0, &checks));
    let Ok(file) = source::parse(source) else { return Vec::new() };
    let code = |test: &String| {
        let function = function_at(&file.items, &format!("{}::{test}", task.id))?;
        let start = function.span().start();
        let written = between(source, start, function.block.brace_token.span.close().end());
        let indent = " ".repeat(start.column);
        let lines: Vec<&str> = written.lines().map(|line| line.strip_prefix(&indent).unwrap_or(line)).collect();
        Some(TestCode { line: lines_before + function.sig.ident.span().start().line, code: lines.join("\n") })
    };
    let codes = tests.into_iter().filter_map(code).collect();
    source::forget();
    codes
}

/// Returns the text of a module as rustfmt lays it out, and the number of lines before it; `None` if there is none. A key waits
/// for the parser, and the whole file would take too long.
fn module_text<'s>(source: &'s str, name: &str) -> Option<(usize, &'s str)> {
    let begin = format!("mod {name} {{\n");
    let start = if source.starts_with(&begin) { 0 } else { source.find(&format!("\n{begin}"))? + 1 };
    let end = start + source[start..].find("\n}\n")? + "\n}\n".len();
    Some((source[..start].matches('\n').count(), &source[start..end]))
}

fn function_at<'i>(items: &'i [Item], path: &str) -> Option<&'i ItemFn> {
    items.iter().find_map(|item| match (item, path.split_once("::")) {
        (Item::Mod(module), Some((name, rest))) if module.ident == name => {
            module.content.as_ref().and_then(|(_, items)| function_at(items, rest))
        }
        (Item::Fn(function), None) if function.sig.ident == path => Some(function),
        _ => None,
    })
}

/// Returns the names of the functions and types of a chapter whose code is still that of the stub. Empty if one of the files
/// cannot be read.
pub fn untouched(chapter: &Chapter) -> BTreeSet<String> {
    let pieces = |file: PathBuf| fs::read_to_string(file).ok().and_then(|source| source::pieces(&source).ok());
    let (written, stub) = (pieces(chapter.lib_file()), pieces(chapter.stub_file()));
    source::forget();
    let stub = stub.unwrap_or_default();
    let is_same =
        |piece: &source::Piece| stub.iter().any(|of_stub| of_stub.key == piece.key && of_stub.code == piece.code);
    written.unwrap_or_default().into_iter().filter(is_same).flat_map(|piece| piece.names).collect()
}

/// Returns whether the learner has not begun a task: the functions and types that no required task shares with it are those of
/// the stub. `false` if one of the files cannot be read.
pub fn is_untouched(chapter: &Chapter, task: &Task) -> bool {
    let read = |file: PathBuf| fs::read_to_string(file).ok();
    let (Some(stub), Some(written)) = (read(chapter.stub_file()), read(chapter.lib_file())) else { return false };
    let Ok(changed) = source::changed_names(&stub, &written) else { return false };
    let mut own = names(chapter, task);
    for other in chapter.required_tasks().filter(|other| other.id != task.id) {
        own = &own - &names(chapter, other);
    }
    own.is_disjoint(&changed)
}

/// Returns the functions and methods with these names; if there are none, the types.
fn definitions_in(source: &str, names: &BTreeSet<String>) -> Result<Vec<Definition>, ParseError> {
    let file = source::parse(source)?;
    let is_wanted = |name: &syn::Ident| names.contains(&name.to_string());
    let (mut functions, mut types) = (Vec::new(), Vec::new());
    for item in &file.items {
        let (ident, attributes) =
            match item {
                Item::Fn(item) if is_wanted(&item.sig.ident) => {
                    functions.push(function(source, &item.sig, item.block.brace_token.span.open(), &item.attrs));
                    continue;
                }
                Item::Impl(item) if item.trait_.is_none() => {
                    let wanted = methods(item).filter(|method| is_wanted(&method.sig.ident));
                    functions.extend(wanted.map(|method| {
                        function(source, &method.sig, method.block.brace_token.span.open(), &method.attrs)
                    }));
                    continue;
                }
                Item::Struct(item) => (&item.ident, &item.attrs),
                Item::Enum(item) => (&item.ident, &item.attrs),
                Item::Trait(item) => (&item.ident, &item.attrs),
                Item::Type(item) => (&item.ident, &item.attrs),
                _ => continue,
            };
        if is_wanted(ident) {
            let line = ident.span().start().line;
            types.push(Definition { name: ident.to_string(), line, signature: None, doc: doc(attributes) });
        }
    }
    Ok(if functions.is_empty() { types } else { functions })
}

fn function(source: &str, signature: &Signature, body: Span, attributes: &[Attribute]) -> Definition {
    let text = between(source, signature.span().start(), body.start());
    Definition {
        name: signature.ident.to_string(),
        line: signature.ident.span().start().line,
        signature: Some(text.trim_end().to_owned()),
        doc: doc(attributes),
    }
}

/// Returns the text of a doc comment, without the slashes; empty if there is none.
pub(crate) fn doc(attributes: &[Attribute]) -> String {
    let mut text = String::new();
    for attribute in attributes {
        if let Meta::NameValue(pair) = &attribute.meta
            && pair.path.is_ident("doc")
            && let Expr::Lit(literal) = &pair.value
            && let Lit::Str(line) = &literal.lit
        {
            let line = line.value();
            text.push_str(line.strip_prefix(' ').unwrap_or(&line));
            text.push('\n');
        }
    }
    text.trim().to_owned()
}

/// Returns the text between two places. Lines count from 1, columns from 0, in characters.
fn between(source: &str, start: LineColumn, end: LineColumn) -> String {
    let mut text = String::new();
    for (number, line) in (1..).zip(source.lines()).skip(start.line - 1).take(end.line + 1 - start.line) {
        let from = if number == start.line { start.column } else { 0 };
        let to = if number == end.line { end.column } else { usize::MAX };
        text.extend(line.chars().take(to).skip(from));
        text.push('\n');
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    const LIB: &str = r"//! Über.

use std::fmt;

/// The first line,
/// and the second.
///
/// # Errors
///
/// Never.
pub fn one(x: u8) -> u8 {
    x
}

/// Two.
pub async fn two<T>(
    a: T,
) -> T
where
    T: Clone,
{
    a
}

/// A type.
pub struct Three;

pub fn helper() {}
";

    fn found(names: &[&str]) -> Vec<Definition> {
        definitions_in(LIB, &names.iter().map(|name| (*name).to_owned()).collect()).unwrap()
    }

    #[test]
    fn the_code_of_a_test_is_found_in_any_layout() {
        let root = tempfile::tempdir().unwrap();
        let tests = ["here".to_owned(), "gone".to_owned(), "there".to_owned()];
        let task = Task::new("one", tests.clone());
        let chapter = Chapter::new(root.path(), "0-a", vec![task.clone()]).unwrap();
        fs::create_dir(root.path().join("tests")).unwrap();
        let module = "mod one {\n    #[test]\n    fn here() {\n        let s = \"}\";\n    }\n    #[test]\n    fn there() {}\n}\n";
        for (before, after) in [("", ""), ("use std::fs;\n\nmod zero {}\n", "mod none(\n")] {
            fs::write(&chapter.check_file, format!("{before}{module}{after}")).unwrap();
            let codes = test_codes(&chapter, &task, &tests);
            let lines = before.matches('\n').count();
            assert_eq!(codes.iter().map(|code| code.line).collect::<Vec<_>>(), [lines + 3, lines + 7]);
            assert_eq!(codes[0].code, "#[test]\nfn here() {\n    let s = \"}\";\n}");
        }
        fs::write(&chapter.check_file, module.replace('\n', "\r\n")).unwrap();
        assert_eq!(test_codes(&chapter, &task, &tests).len(), 2);
    }

    #[test]
    fn a_contract_is_doc_comment_signature_and_line() {
        let definitions = found(&["one"]);
        assert_eq!(definitions.len(), 1);
        assert_eq!(definitions[0].line, 11);
        assert_eq!(definitions[0].signature.as_deref(), Some("fn one(x: u8) -> u8"));
        assert_eq!(definitions[0].doc, "The first line,\nand the second.\n\n# Errors\n\nNever.");
    }

    #[test]
    fn a_signature_of_several_lines_is_kept() {
        let signature = found(&["two"]).remove(0).signature.unwrap();
        assert_eq!(signature, "async fn two<T>(\n    a: T,\n) -> T\nwhere\n    T: Clone,");
    }

    #[test]
    fn methods_are_found_by_their_names() {
        let source = "fn one(p: &Policy) -> Option<Other> { x }\nimpl Policy {\n    /// All.\n    pub fn delays(&self) -> u8 {\n        1\n    }\n}\nimpl Clone for Other { fn delays(&self) {} }";
        let names = BTreeSet::from(["one", "delays"].map(str::to_owned));
        let definitions = definitions_in(source, &names).unwrap();
        assert_eq!((definitions.len(), definitions[1].line, definitions[1].doc.as_str()), (2, 4, "All."));
        assert_eq!(definitions[1].signature.as_deref(), Some("fn delays(&self) -> u8"));
    }

    #[test]
    fn a_task_is_untouched_until_its_own_functions_are_written() {
        let root = tempfile::tempdir().unwrap();
        let task = Task::new("more", ["t"]).with_optional(true);
        let chapter = Chapter::new(root.path(), "0-x", vec![Task::new("one", ["t"]), task.clone()]).unwrap();
        for file in [chapter.check_file.clone(), chapter.stub_file(), chapter.lib_file()] {
            fs::create_dir_all(file.parent().unwrap()).unwrap();
        }
        assert!(!is_untouched(&chapter, &task));
        let checks = "mod one { fn t() { ::x::one(::x::Limit) } }\nmod more { fn t() { ::x::more(::x::Limit) } }\n";
        fs::write(&chapter.check_file, checks).unwrap();
        let stub = "pub struct Limit;\npub fn one(limit: Limit) { todo!() }\npub fn more(limit: Limit) { todo!() }\n";
        fs::write(chapter.stub_file(), stub).unwrap();
        for (written, expected) in [
            (stub.to_owned(), true),
            (stub.replace("struct Limit;", "struct Limit(u8);").replacen("todo!()", "1", 1), true),
            (stub.replace("todo!()", "1"), false),
        ] {
            fs::write(chapter.lib_file(), &written).unwrap();
            assert_eq!(is_untouched(&chapter, &task), expected, "{written}");
        }
    }

    #[test]
    fn the_code_of_a_test_stands_alone() {
        let root = tempfile::tempdir().unwrap();
        let task = Task::new("a", ["t"]);
        let chapter = Chapter::new(root.path(), "0-x", vec![task.clone()]).unwrap();
        fs::create_dir_all(chapter.check_file.parent().unwrap()).unwrap();
        let checks = "mod a {\n    /// Doc.\n    #[test]\n    fn t() {\n        one();\n    }\n}\n";
        fs::write(&chapter.check_file, checks).unwrap();
        let code = test_codes(&chapter, &task, &task.tests).remove(0);
        assert_eq!((code.line, code.code.as_str()), (4, "/// Doc.\n#[test]\nfn t() {\n    one();\n}"));
        assert!(test_codes(&chapter, &task, &["no".to_owned()]).is_empty());
    }

    #[test]
    fn types_count_where_there_is_no_function() {
        assert_eq!(found(&["one", "Three"]).len(), 1);
        assert_eq!(found(&["Three"])[0].name, "Three");
    }
}
