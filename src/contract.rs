//! What a task asks for: its functions in the exercise, with their doc comments.

use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::path::PathBuf;

use proc_macro2::{LineColumn, TokenStream, TokenTree};
use syn::spanned::Spanned;
use syn::{Attribute, Expr, Item, Lit, Meta};

use crate::chapter::{Chapter, Task};

/// A function, or type, that a task is about, as it stands in the learner's file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Definition {
    pub(crate) name: String,
    /// The line of its name, from 1.
    pub(crate) line: usize,
    /// A function's signature as it is written.
    pub(crate) signature: Option<String>,
    /// The doc comment, without the slashes.
    pub(crate) doc: String,
}

/// Why there is no contract to show.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ContractError {
    #[error("{} cannot be read: {source}", .file.display())]
    Unreadable { file: PathBuf, source: io::Error },
    #[error("the contract cannot be shown, because {}:{line} is no Rust yet: {message}", .file.display())]
    Syntax { file: PathBuf, line: usize, message: String },
    #[error(
        "`{task}` is not in {}: it came with the course. The contract is in the solution of the chapter, too.",
        .file.display()
    )]
    Absent { task: String, file: PathBuf },
}

/// The definitions of `task` in the exercise of `chapter`, at least one, in the order of the file.
pub(crate) fn definitions(chapter: &Chapter, task: &Task) -> Result<Vec<Definition>, ContractError> {
    let file = chapter.lib_file();
    let source =
        fs::read_to_string(&file).map_err(|source| ContractError::Unreadable { file: file.clone(), source })?;
    let definitions = definitions_in(&source, &names(chapter, task)).map_err(|error| ContractError::Syntax {
        file: file.clone(),
        line: error.span().start().line,
        message: error.to_string(),
    })?;
    if definitions.is_empty() {
        return Err(ContractError::Absent { task: task.id.clone(), file });
    }
    Ok(definitions)
}

/// The names of what `task` may be about: its own, and what its checks take from the library but for other tasks' names.
pub(crate) fn names(chapter: &Chapter, task: &Task) -> BTreeSet<String> {
    // Without the checks, which are looked at before anything else, the task's own name is still a good guess.
    let checks = fs::read_to_string(&chapter.check_file).unwrap_or_default();
    let others: BTreeSet<&str> =
        chapter.tasks.iter().map(|other| other.id.as_str()).filter(|id| *id != task.id).collect();
    let mut names = names_used(&checks, &task.id, &chapter.lib);
    names.retain(|name| !others.contains(name.as_str()));
    names.insert(task.id.clone());
    names
}

/// The names that the module `module` of the checks takes from the library: `lib::name` and `lib::{name, name}`.
fn names_used(checks: &str, module: &str, lib: &str) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    let tokens: Vec<TokenTree> = checks.parse::<TokenStream>().into_iter().flatten().collect();
    for window in tokens.windows(3) {
        if let [TokenTree::Ident(keyword), TokenTree::Ident(name), TokenTree::Group(body)] = window
            && keyword == "mod"
            && name == module
        {
            collect_names(body.stream(), lib, &mut names);
        }
    }
    names
}

fn collect_names(tokens: TokenStream, lib: &str, names: &mut BTreeSet<String>) {
    let tokens: Vec<TokenTree> = tokens.into_iter().collect();
    for window in tokens.windows(4) {
        if let [TokenTree::Ident(root), TokenTree::Punct(one), TokenTree::Punct(two), last] = window
            && root == lib
            && one.as_char() == ':'
            && two.as_char() == ':'
        {
            match last {
                TokenTree::Ident(name) => drop(names.insert(name.to_string())),
                TokenTree::Group(list) => names.extend(list.stream().into_iter().filter_map(|token| match token {
                    TokenTree::Ident(name) => Some(name.to_string()),
                    _ => None,
                })),
                _ => {}
            }
        }
    }
    for token in tokens {
        if let TokenTree::Group(group) = token {
            collect_names(group.stream(), lib, names);
        }
    }
}

/// The functions of these names; where there is none, the types.
fn definitions_in(source: &str, names: &BTreeSet<String>) -> syn::Result<Vec<Definition>> {
    let file = syn::parse_file(source)?;
    let (mut functions, mut types) = (Vec::new(), Vec::new());
    for item in &file.items {
        let (ident, attributes) = match item {
            Item::Fn(function) => (&function.sig.ident, &function.attrs),
            Item::Struct(item) => (&item.ident, &item.attrs),
            Item::Enum(item) => (&item.ident, &item.attrs),
            Item::Trait(item) => (&item.ident, &item.attrs),
            Item::Type(item) => (&item.ident, &item.attrs),
            _ => continue,
        };
        let name = ident.to_string();
        if !names.contains(&name) {
            continue;
        }
        let signature = if let Item::Fn(function) = item {
            let (start, end) = (function.sig.span().start(), function.block.brace_token.span.open().start());
            Some(between(source, start, end).trim_end().to_owned())
        } else {
            None
        };
        let definition = Definition { name, line: ident.span().start().line, signature, doc: doc(attributes) };
        if definition.signature.is_some() { functions.push(definition) } else { types.push(definition) }
    }
    Ok(if functions.is_empty() { types } else { functions })
}

/// The text of a doc comment, without the slashes; empty if there is none.
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

/// The text between two places. Lines count from 1, columns from 0, in characters.
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
    fn types_count_where_there_is_no_function() {
        assert_eq!(found(&["one", "Three"]).len(), 1);
        assert_eq!(found(&["Three"])[0].name, "Three");
    }

    #[test]
    fn the_checks_name_the_functions_of_a_task() {
        let checks = "
            use ::lib::elsewhere;
            mod other { fn f() { ::lib::not_this(); } }
            mod sums {
                use ::lib::{collected, streamed};
                #[test] fn t() { assert!({ ::lib::nested(1) == other_lib::no() }); }
            }";
        let names = names_used(checks, "sums", "lib");
        assert_eq!(names.into_iter().collect::<Vec<_>>(), ["collected", "nested", "streamed"]);
    }
}
