//! The public items of a source, with their doc comments.

use std::collections::BTreeSet;

use syn::spanned::Spanned as _;
use syn::{Attribute, ImplItem, Item, ItemMod, Type, Visibility};

use super::{ParseError, names_in_use, parse};
use crate::contract;

/// A public item at the top of a file, or a public function of a type there.
///
/// # Examples
///
/// ```
/// let items = course::source::public_items("pub struct A;\nimpl A {\n    /// Counts.\n    pub fn count(&self) {}\n}\n")?;
/// assert_eq!((items[1].name.as_str(), items[1].line, items[1].doc.as_str()), ("A::count", 4, "Counts."));
/// # Ok::<(), course::source::ParseError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublicItem {
    /// The name: `seeded`, or `Comparison::speedup` for a function of a type.
    pub name: String,
    /// The line of the name, from 1.
    pub line: usize,
    /// The doc comment; empty if there is none.
    pub doc: String,
    /// The kind of the item.
    pub kind: Kind,
}

/// The kind of a [`PublicItem`].
///
/// # Examples
///
/// ```
/// use course::source::{Kind, public_items};
///
/// let items = public_items("pub fn a() {} pub mod b; pub struct C; pub use std::mem;")?;
/// let kinds: Vec<Kind> = items.iter().map(|item| item.kind).collect();
/// assert_eq!(kinds, [Kind::Function, Kind::Module, Kind::Other, Kind::Used]);
/// # Ok::<(), course::source::ParseError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A function, or a public function of a type.
    Function,
    /// A module in a file of its own.
    Module,
    /// A type, a constant ...
    Other,
    /// A name that is defined elsewhere, as is its doc comment.
    Used,
}

/// Returns the public items of a source, in its order.
///
/// # Errors
///
/// Returns an error if the source does not parse.
///
/// # Examples
///
/// ```
/// let items = course::source::public_items("/// One.\npub fn one() {}\nfn hidden() {}")?;
/// assert_eq!((items.len(), items[0].name.as_str(), items[0].doc.as_str()), (1, "one", "One."));
/// # Ok::<(), course::source::ParseError>(())
/// ```
pub fn public_items(source: &str) -> Result<Vec<PublicItem>, ParseError> {
    let mut items = Vec::new();
    for item in parse(source)?.items {
        let (visibility, ident, attributes) = match &item {
            Item::Fn(item) => (&item.vis, &item.sig.ident, &item.attrs),
            Item::Struct(item) => (&item.vis, &item.ident, &item.attrs),
            Item::Enum(item) => (&item.vis, &item.ident, &item.attrs),
            Item::Trait(item) => (&item.vis, &item.ident, &item.attrs),
            Item::Type(item) => (&item.vis, &item.ident, &item.attrs),
            Item::Const(item) => (&item.vis, &item.ident, &item.attrs),
            Item::Static(item) => (&item.vis, &item.ident, &item.attrs),
            Item::Mod(item) => (&item.vis, &item.ident, &item.attrs),
            Item::Use(item) if is_public(&item.vis) => {
                names_in_use(&item.tree, &mut |ident| {
                    items.push(public(ident, ident.to_string(), &item.attrs, Kind::Used));
                });
                continue;
            }
            Item::Impl(block) if block.trait_.is_none() => {
                items.extend(public_functions(block));
                continue;
            }
            _ => continue,
        };
        if is_public(visibility) {
            let kind = match item {
                Item::Fn(_) => Kind::Function,
                Item::Mod(ItemMod { content: None, .. }) => Kind::Module,
                _ => Kind::Other,
            };
            items.push(public(ident, ident.to_string(), attributes, kind));
        }
    }
    Ok(items)
}

/// Returns the names of the modules that a source has in files of their own.
///
/// # Errors
///
/// Returns an error if the source does not parse.
pub fn modules(source: &str) -> Result<BTreeSet<String>, ParseError> {
    let is_in_file = |item| match item {
        Item::Mod(ItemMod { content: None, ident, .. }) => Some(ident.to_string()),
        _ => None,
    };
    Ok(parse(source)?.items.into_iter().filter_map(is_in_file).collect())
}

/// Returns a source without the modules of these names. Everything else keeps its line.
///
/// # Errors
///
/// Returns an error if the source does not parse.
pub fn without_modules(source: &str, names: &[&str]) -> Result<String, ParseError> {
    let mut lines: Vec<&str> = source.lines().collect();
    for item in parse(source)?.items {
        if let Item::Mod(module) = item
            && names.iter().any(|name| module.ident == name)
        {
            let span = module.span();
            lines[span.start().line - 1..span.end().line].fill("");
        }
    }
    Ok(lines.join("\n") + "\n")
}

fn public_functions(block: &syn::ItemImpl) -> Vec<PublicItem> {
    let Type::Path(of) = block.self_ty.as_ref() else { return Vec::new() };
    let Some(of) = of.path.segments.last() else { return Vec::new() };
    let functions = block.items.iter().filter_map(|item| match item {
        ImplItem::Fn(function) if is_public(&function.vis) => Some(function),
        _ => None,
    });
    functions
        .map(|function| {
            let ident = &function.sig.ident;
            public(ident, format!("{}::{ident}", of.ident), &function.attrs, Kind::Function)
        })
        .collect()
}

fn public(ident: &syn::Ident, name: String, attributes: &[Attribute], kind: Kind) -> PublicItem {
    PublicItem { name, line: ident.span().start().line, doc: contract::doc(attributes), kind }
}

fn is_public(visibility: &Visibility) -> bool {
    matches!(visibility, Visibility::Public(_))
}

#[cfg(test)]
mod tests {
    use super::*;

    const SOURCE: &str = "//! A file.

/// One,
/// or two.
pub fn one() {}

fn hidden() {}
pub(crate) fn inner() {}

/// A type.
#[derive(Debug)]
pub struct Two;

impl Two {
    /// Three.
    pub fn three(&self) {}
    fn four(&self) {}
}

impl Clone for Two { fn clone(&self) -> Two { Two } }
pub use std::{fmt::Debug, mem::{self, take as grab}, sync::*};
";

    #[test]
    fn code_besides_a_removed_module_keeps_its_lines() {
        let source = "fn one() {}\n\n/// Two.\nmod two {\n    mod four {}\n}\n\nmod three {\n}\n";
        assert_eq!(without_modules(source, &["two", "four"]).unwrap(), "fn one() {}\n\n\n\n\n\n\nmod three {\n}\n");
    }

    #[test]
    fn public_items_have_a_name_a_line_and_a_contract() {
        let items = public_items(SOURCE).unwrap();
        let names: Vec<(&str, usize)> = items.iter().map(|item| (item.name.as_str(), item.line)).collect();
        assert_eq!(names, [("one", 5), ("Two", 12), ("Two::three", 16), ("Debug", 21), ("self", 21), ("grab", 21)]);
        assert_eq!(items[0].doc, "One,\nor two.");
        assert_eq!(items[1].doc, "A type.");
        assert_eq!(items[2].doc, "Three.");
        let kinds: Vec<Kind> = items.iter().map(|item| item.kind).collect();
        assert_eq!(kinds, [Kind::Function, Kind::Other, Kind::Function, Kind::Used, Kind::Used, Kind::Used]);
    }
}
