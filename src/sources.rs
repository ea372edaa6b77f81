//! Rust source files of the course and the learner.

use std::fs;
use std::path::{Path, PathBuf};

use proc_macro2::{TokenStream, TokenTree};

/// How deep brackets may stand in one another. A file is read recursively, and no file that anybody writes is deeper.
const DEEPEST: usize = 64;

/// All Rust files in a folder, at any depth, in the order of their names. What cannot be read has none.
pub(crate) fn files_in(folder: &Path) -> Vec<PathBuf> {
    let mut paths: Vec<PathBuf> = entries(folder).collect();
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

/// What lies in a folder, as far as it can be read.
pub(crate) fn entries(folder: &Path) -> impl Iterator<Item = PathBuf> + use<> {
    fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path())
}

/// Reads a source file.
///
/// What it gives must not be kept: see [`forget`].
pub(crate) fn parse(source: &str) -> syn::Result<syn::File> {
    if is_too_deep(source) {
        let message = format!("brackets stand more than {DEEPEST} deep in one another");
        return Err(syn::Error::new(proc_macro2::Span::call_site(), message));
    }
    syn::parse_file(source)
}

/// Frees what the places of all files that this thread has read take up; they would add up while watch mode runs. No
/// place of a syntax tree or an error may be asked for afterwards.
pub(crate) fn forget() {
    proc_macro2::extra::invalidate_current_thread_spans();
}

fn is_too_deep(source: &str) -> bool {
    // In texts and comments they need not be closed. Where there are few of them at all, that does not matter.
    if source.bytes().filter(|byte| b"([{".contains(byte)).count() <= DEEPEST {
        return false;
    }
    let Ok(tokens) = source.parse::<TokenStream>() else { return false };
    let mut groups = vec![(tokens, 0)];
    while let Some((tokens, depth)) = groups.pop() {
        if depth > DEEPEST {
            return true;
        }
        groups.extend(tokens.into_iter().filter_map(|token| match token {
            TokenTree::Group(group) => Some((group.stream(), depth + 1)),
            _ => None,
        }));
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_too_deep_is_an_error_and_no_stack_overflow() {
        let nested = |depth: usize| format!("const N: u8 = {}0{};", "(".repeat(depth), ")".repeat(depth));
        assert!(parse(&nested(DEEPEST - 1)).is_ok());
        assert!(parse(&format!("// {}\nconst N: u8 = 0;", "(".repeat(DEEPEST + 1))).is_ok());
        let error = parse(&nested(100_000)).err().expect("it is refused");
        assert!(error.to_string().contains("deep"));
    }
}
