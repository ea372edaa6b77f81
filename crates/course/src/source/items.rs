//! The functions, types and `impl` blocks of a source file, as pieces of its text.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use proc_macro2::LineColumn;
use quote::ToTokens;
use syn::spanned::Spanned;
use syn::{ImplItem, Item};

use super::{ParseError, forget, names_in_use, parse};

/// A function, type or `impl` block of a file, as a piece of its text.
///
/// # Examples
///
/// ```
/// let piece = course::source::pieces("/// One.\nfn one() {}\n")?.remove(0);
/// assert_eq!((piece.key.as_str(), piece.code.as_str()), ("fn one", "fn one() {}"));
/// assert_eq!(piece.text, "/// One.\nfn one() {}");
/// # Ok::<(), course::source::ParseError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Piece {
    /// The identity of the piece, the same in each version of the file: `fn seeded`, `type Summary`, `impl Summary`.
    pub key: String,
    /// The name of the item; of an `impl` block that of its type, and those of its functions unless they are a trait's.
    pub names: BTreeSet<String>,
    /// The text, with its comment and its attributes.
    pub text: String,
    /// The text without its comment.
    pub code: String,
    /// The place of the text, in bytes.
    range: std::ops::Range<usize>,
}

impl Piece {
    /// Returns whether the piece has one of these names.
    pub fn is_named_in(&self, names: &BTreeSet<String>) -> bool {
        !self.names.is_disjoint(names)
    }
}

/// Returns the pieces of a source, in their order.
///
/// # Errors
///
/// Returns an error if the source does not parse.
pub fn pieces(source: &str) -> Result<Vec<Piece>, ParseError> {
    let file = parse(source)?;
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

/// Returns the names of the item at a line of a file, counted from 1; `None` if there is no item with a name, or if the
/// file does not parse.
pub fn names_at(file: &Path, line: usize) -> Option<BTreeSet<String>> {
    let source = fs::read_to_string(file).ok()?;
    let pieces = pieces(&source);
    forget();
    let start: usize = source.split_inclusive('\n').take(line - 1).map(str::len).sum();
    let end = start + source[start..].find('\n').unwrap_or(source.len() - start);
    pieces.ok()?.into_iter().find(|piece| piece.range.start <= end && start <= piece.range.end).map(|piece| piece.names)
}

/// Returns the names of the pieces of `after` that are new or different in their code. Comments outside of functions do not
/// count.
///
/// # Errors
///
/// Returns an error if one of the sources does not parse.
pub fn changed_names(before: &str, after: &str) -> Result<BTreeSet<String>, ParseError> {
    let before = pieces(before)?;
    let is_new = |piece: &Piece| !before.iter().any(|old| old.key == piece.key && old.code == piece.code);
    let changed = pieces(after)?.into_iter().filter(is_new).flat_map(|piece| piece.names).collect();
    forget();
    Ok(changed)
}

/// Returns the names that the `use` items of a source bring in.
///
/// # Errors
///
/// Returns an error if the source does not parse.
pub fn imported(source: &str) -> Result<BTreeSet<String>, ParseError> {
    let mut names = BTreeSet::new();
    for item in parse(source)?.items {
        if let Item::Use(item) = item {
            names_in_use(&item.tree, &mut |name| names.extend([name.to_string()]));
        }
    }
    Ok(names)
}

fn named(kind: &str, name: &proc_macro2::Ident) -> (String, BTreeSet<String>) {
    (format!("{kind} {name}"), BTreeSet::from([name.to_string()]))
}

/// Converts a place to an offset in bytes. Lines count from 1, columns from 0, in characters.
fn offset(source: &str, place: LineColumn) -> usize {
    let line_start: usize = source.split_inclusive('\n').take(place.line - 1).map(str::len).sum();
    let rest = &source[line_start..];
    line_start + rest.char_indices().nth(place.column).map_or(rest.len(), |(index, _)| index)
}

/// Removes the comment, and with it the marks between which the guide takes its listings.
fn without_comment(text: &str) -> String {
    let code: Vec<&str> = text.lines().skip_while(|line| line.starts_with("//")).collect();
    code.join("\n")
}

/// Replaces the pieces of `source` that have the same keys as the new ones, and appends those that it does not have.
///
/// The line ends stay those of `source`, and so does a byte order mark.
///
/// # Errors
///
/// Returns an error if `source` does not parse.
pub fn with_replaced(source: &str, new: &[&Piece]) -> Result<String, ParseError> {
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
    fn changed_names_are_those_of_pieces_with_other_code() {
        let after =
            SOURCE.replace("über.\npub", "other words.\npub").replace("half(&self) {}", "half(&self) { todo!() }");
        assert_eq!(changed_names(SOURCE, &after).unwrap().into_iter().collect::<Vec<_>>(), ["Two", "half"]);
        assert!(changed_names(SOURCE, SOURCE).unwrap().is_empty());
        assert!(changed_names(SOURCE, "fn").is_err());
    }

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
    fn replacing_a_piece_leaves_the_rest_unchanged() {
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
