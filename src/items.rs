//! The functions, types and `impl` blocks of a source file, as pieces of its text.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use proc_macro2::LineColumn;
use quote::ToTokens;
use syn::spanned::Spanned;
use syn::{ImplItem, Item, UseTree};

use crate::sources;

/// A piece of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Piece {
    /// What it is, the same in each version of the file: `fn seeded`, `type Summary`, `impl Summary`.
    pub(crate) key: String,
    /// Its name; of an `impl` block the type's and those of its functions, unless they are a trait's.
    pub(crate) names: BTreeSet<String>,
    /// With its comment and its attributes.
    pub(crate) text: String,
    /// Without its comment.
    pub(crate) code: String,
    /// Where the text is, in bytes.
    range: std::ops::Range<usize>,
}

impl Piece {
    /// Whether it is, or has, something of one of these names.
    pub(crate) fn is_named_in(&self, names: &BTreeSet<String>) -> bool {
        !self.names.is_disjoint(names)
    }
}

/// The pieces of a source, in their order.
pub(crate) fn pieces(source: &str) -> syn::Result<Vec<Piece>> {
    let file = sources::parse(source)?;
    Ok(file.items.iter().filter_map(|item| piece(source, item)).collect())
}

fn piece(source: &str, item: &Item) -> Option<Piece> {
    let (key, names) = match item {
        Item::Fn(item) => named("fn", &item.sig.ident),
        Item::Struct(item) => named("type", &item.ident),
        Item::Enum(item) => named("type", &item.ident),
        Item::Type(item) => named("type", &item.ident),
        Item::Trait(item) => named("type", &item.ident),
        Item::Impl(item) => {
            let of = item.self_ty.to_token_stream().to_string();
            let key = match &item.trait_ {
                Some((path, _)) => format!("impl {} for {of}", path.to_token_stream()),
                None => format!("impl {of}"),
            };
            let functions = item.items.iter().filter_map(|function| match function {
                ImplItem::Fn(function) if item.trait_.is_none() => Some(function.sig.ident.to_string()),
                _ => None,
            });
            (key, functions.chain([of]).collect())
        }
        _ => return None,
    };
    let range = offset(source, item.span().start())..offset(source, item.span().end());
    let text = source[range.clone()].to_owned();
    let code = without_comment(&text);
    Some(Piece { key, names, text, code, range })
}

/// The names of what stands at a line of a file, which count from 1; `None` if there is nothing of a name, or the file
/// is no Rust.
pub(crate) fn names_at(file: &Path, line: usize) -> Option<BTreeSet<String>> {
    let source = fs::read_to_string(file).ok()?;
    let pieces = pieces(&source);
    sources::forget();
    let start: usize = source.split_inclusive('\n').take(line - 1).map(str::len).sum();
    let end = start + source[start..].find('\n').unwrap_or(source.len() - start);
    pieces.ok()?.into_iter().find(|piece| piece.range.start <= end && start <= piece.range.end).map(|piece| piece.names)
}

/// The names that the `use` items of a source bring in.
pub(crate) fn imported(source: &str) -> syn::Result<BTreeSet<String>> {
    let mut names = BTreeSet::new();
    for item in sources::parse(source)?.items {
        if let Item::Use(item) = item {
            collect_imported(&item.tree, &mut names);
        }
    }
    Ok(names)
}

fn collect_imported(tree: &UseTree, names: &mut BTreeSet<String>) {
    match tree {
        UseTree::Path(path) => collect_imported(&path.tree, names),
        UseTree::Name(name) => drop(names.insert(name.ident.to_string())),
        UseTree::Rename(name) => drop(names.insert(name.rename.to_string())),
        UseTree::Group(group) => group.items.iter().for_each(|tree| collect_imported(tree, names)),
        UseTree::Glob(_) => {}
    }
}

fn named(kind: &str, name: &proc_macro2::Ident) -> (String, BTreeSet<String>) {
    (format!("{kind} {name}"), BTreeSet::from([name.to_string()]))
}

/// A place in bytes. Lines count from 1, columns from 0, in characters.
fn offset(source: &str, place: LineColumn) -> usize {
    let line_start: usize = source.split_inclusive('\n').take(place.line - 1).map(str::len).sum();
    let rest = &source[line_start..];
    line_start + rest.char_indices().nth(place.column).map_or(rest.len(), |(index, _)| index)
}

/// The marks between which the guide takes its listings go as well.
fn without_comment(text: &str) -> String {
    let code: Vec<&str> = text.lines().skip_while(|line| line.starts_with("//")).collect();
    code.join("\n")
}

/// `source` with the pieces of the same keys replaced. What is not there is put at the end.
///
/// The line ends stay those of `source`, and so does a byte order mark.
pub(crate) fn with_replaced(source: &str, new: &[&Piece]) -> syn::Result<String> {
    if let Some(source) = source.strip_prefix('\u{feff}') {
        return Ok(format!("\u{feff}{}", with_replaced(source, new)?));
    }
    let line_end = if source.contains("\r\n") { "\r\n" } else { "\n" };
    let old = pieces(source)?;
    let mut result = source.to_owned();
    let mut replaced: Vec<(&Piece, &Piece)> =
        new.iter().filter_map(|new| Some((old.iter().find(|old| old.key == new.key)?, *new))).collect();
    // From the end, so that the places of what comes before stay right.
    replaced.sort_by_key(|(old, _)| std::cmp::Reverse(old.range.start));
    for (old, new) in &replaced {
        result.replace_range(old.range.clone(), &new.text.replace('\n', line_end));
    }
    for new in new.iter().filter(|new| !replaced.iter().any(|(_, known)| known.key == new.key)) {
        let text = new.text.replace('\n', line_end);
        result = format!("{}{line_end}{line_end}{text}{line_end}", result.trim_end());
    }
    Ok(result)
}

#[cfg(test)]
mod tests {
    use super::*;

    const SOURCE: &str = "//! Über.\n\n/// One,\n/// über.\npub fn one() -> u8 {\n    1\n}\n\nimpl Two {\n    fn half(&self) {}\n}\n\nimpl Clone for Two {\n    fn clone(&self) -> Two { Two }\n}\n";

    #[test]
    fn a_piece_has_its_comment_and_a_key() {
        let pieces = pieces(SOURCE).unwrap();
        let keys: Vec<&str> = pieces.iter().map(|piece| piece.key.as_str()).collect();
        assert_eq!(keys, ["fn one", "impl Two", "impl Clone for Two"]);
        assert_eq!(pieces[0].text, "/// One,\n/// über.\npub fn one() -> u8 {\n    1\n}");
        assert_eq!(pieces[0].code, "pub fn one() -> u8 {\n    1\n}");
        assert!(pieces[1].is_named_in(&BTreeSet::from(["half".to_owned()])));
        assert!(!pieces[0].is_named_in(&BTreeSet::from(["half".to_owned()])));
        // Other types have a `clone`, too.
        assert!(!pieces[2].is_named_in(&BTreeSet::from(["clone".to_owned()])));
    }

    #[test]
    fn what_is_replaced_leaves_the_rest_as_it_is() {
        let stub = "/// One.\npub fn one() -> u8 {\n    todo!()\n}\n\npub fn gone() {}\n";
        let new = pieces(stub).unwrap();
        let result = with_replaced(SOURCE, &new.iter().collect::<Vec<_>>()).unwrap();
        let expected = SOURCE.replace("/// One,\n/// über.", "/// One.").replace("    1\n", "    todo!()\n");
        assert_eq!(result, expected.clone() + "\npub fn gone() {}\n");
        let windows = |text: &str| format!("\u{feff}{}", text.replace('\n', "\r\n"));
        let result = with_replaced(&windows(SOURCE), &[&new[0]]).unwrap();
        assert_eq!(result, windows(&expected));
    }
}
