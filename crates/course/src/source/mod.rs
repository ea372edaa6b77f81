//! The Rust files of the course and the learner.

mod items;
mod public;

use std::path::{Path, PathBuf};

use proc_macro2::{TokenStream, TokenTree};
use syn::{Ident, UseTree};

pub use self::items::{Piece, changed_names, imported, names_at, pieces, with_replaced};
pub use self::public::{Kind, PublicItem, modules, public_items, without_modules};
use crate::watcher::entries;

/// The deepest nesting of brackets that is parsed. Parsing is recursive, and no file that anybody writes is deeper.
const MAX_DEPTH: usize = 64;

/// The error for a source that does not parse.
///
/// # Examples
///
/// ```
/// let error = course::source::pieces("fn one() {}\nfn 2() {}\n").unwrap_err();
/// assert_eq!((error.line, error.to_string().as_str()), (2, "expected identifier"));
/// ```
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
#[non_exhaustive]
pub struct ParseError {
    /// The line of the error, from 1.
    pub line: usize,
    /// The message of the parser.
    pub message: String,
}

impl From<syn::Error> for ParseError {
    fn from(error: syn::Error) -> ParseError {
        ParseError { line: error.span().start().line, message: error.to_string() }
    }
}

/// Lists the Rust files in a folder, at any depth, in the order of their names. Skips folders that cannot be read.
pub fn files_in(folder: &Path) -> Vec<PathBuf> {
    let mut paths = entries(folder);
    paths.sort();
    let mut files = Vec::new();
    for path in paths {
        if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        } else if path.is_dir() {
            files.append(&mut files_in(&path));
        }
    }
    files
}

/// Parses a source. The result must not be kept: see [`forget`].
pub(crate) fn parse(source: &str) -> Result<syn::File, ParseError> {
    let tokens: TokenStream = source.parse().map_err(syn::Error::from)?;
    if is_too_deep(&tokens) {
        let message = format!("brackets are nested more than {MAX_DEPTH} deep");
        return Err(ParseError { line: 1, message });
    }
    Ok(syn::parse2(tokens)?)
}

/// Frees the memory for the spans of all files that this thread has parsed, which would add up while watch mode runs. No
/// span of a syntax tree or an error may be used afterwards.
pub(crate) fn forget() {
    proc_macro2::extra::invalidate_current_thread_spans();
}

fn is_too_deep(tokens: &TokenStream) -> bool {
    let mut groups = vec![(tokens.clone(), 0)];
    while let Some((tokens, depth)) = groups.pop() {
        if depth > MAX_DEPTH {
            return true;
        }
        groups.extend(tokens.into_iter().filter_map(|token| match token {
            TokenTree::Group(group) => Some((group.stream(), depth + 1)),
            _ => None,
        }));
    }
    false
}

/// Calls `on_name` with each name that a `use` brings in, except for those behind a `*`.
fn names_in_use(tree: &UseTree, on_name: &mut impl FnMut(&Ident)) {
    match tree {
        UseTree::Path(path) => names_in_use(&path.tree, on_name),
        UseTree::Name(name) => on_name(&name.ident),
        UseTree::Rename(rename) => on_name(&rename.rename),
        UseTree::Group(group) => group.items.iter().for_each(|tree| names_in_use(tree, on_name)),
        UseTree::Glob(_) => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn deep_nesting_is_an_error_and_not_a_stack_overflow() {
        let nested = |depth: usize| format!("const N: u8 = {}0{};", "(".repeat(depth), ")".repeat(depth));
        assert!(parse(&nested(MAX_DEPTH - 1)).is_ok());
        assert!(parse(&format!("// {}\nconst N: u8 = 0;", "(".repeat(MAX_DEPTH + 1))).is_ok());
        let Err(error) = parse(&nested(100_000)) else { panic!("it is refused") };
        assert!(error.to_string().contains("deep"));
    }

    #[test]
    fn an_error_has_its_line() {
        assert_eq!(parse("fn a() {}\nfn 1() {}").err().map(|error| error.line), Some(2));
    }
}
