//! The items of a file of checks that a test reaches. The others need not be compiled.
//!
//! Items are told apart by their names alone: one that is reached keeps all others of that name. So too much may be kept, and
//! never too little. If there are modules in other files, which are not read here, they may use whatever is no test.

use std::collections::BTreeSet;
use std::ops::Range;

use proc_macro2::{TokenStream, TokenTree};
use quote::ToTokens;
use syn::spanned::Spanned;
use syn::{Attribute, File, Item};

/// The items of a file, also those in its modules.
#[derive(Debug, Default)]
pub(crate) struct Items {
    entries: Vec<Entry>,
    has_other_files: bool,
}

#[derive(Debug)]
struct Entry {
    kind: Kind,
    lines: Range<usize>,
    /// The identifiers in it.
    names: BTreeSet<String>,
}

#[derive(Debug)]
enum Kind {
    /// A test, with its path from the root.
    Test { name: String, path: String },
    /// Another item that is reached by its name.
    Named(String),
    /// The `impl` of a type in which these identifiers stand.
    Impl { of: BTreeSet<String> },
    /// An import, or what else has no name.
    Always,
}

impl Items {
    pub(crate) fn of(file: &File) -> Items {
        let mut items = Items::default();
        items.add("", &file.items);
        items
    }

    fn add(&mut self, module: &str, items: &[Item]) {
        for item in items {
            let name = match item {
                Item::Mod(inner) => {
                    self.has_other_files |= inner.content.is_none();
                    let content = inner.content.iter().flat_map(|(_, items)| items.iter().cloned()).collect::<Vec<_>>();
                    self.add(&format!("{module}{}::", inner.ident), &content);
                    continue;
                }
                Item::Const(item) => Some(&item.ident),
                Item::Enum(item) => Some(&item.ident),
                Item::Fn(item) => Some(&item.sig.ident),
                Item::Macro(item) => item.ident.as_ref(),
                Item::Static(item) => Some(&item.ident),
                Item::Struct(item) => Some(&item.ident),
                Item::Trait(item) => Some(&item.ident),
                Item::Type(item) => Some(&item.ident),
                _ => None,
            };
            let kind = match (name, item) {
                (Some(name), Item::Fn(function)) if function.attrs.iter().any(is_test) => {
                    Kind::Test { name: name.to_string(), path: format!("{module}{name}") }
                }
                // `const _: ...` is for the compiler.
                (Some(name), _) if name != "_" => Kind::Named(name.to_string()),
                (None, Item::Impl(item)) => Kind::Impl { of: names_in(&item.self_ty) },
                _ => Kind::Always,
            };
            self.entries.push(Entry { kind, lines: lines_of(item), names: names_in(item) });
        }
    }

    /// Returns the lines of the items that the test of this path does not reach, in the part of the file of which
    /// `is_kept` returns true for a line.
    pub(crate) fn out_of_reach(
        &self,
        path: &str,
        is_kept: impl Fn(usize) -> bool,
    ) -> impl Iterator<Item = Range<usize>> {
        let kept: Vec<&Entry> = self.entries.iter().filter(|entry| is_kept(entry.lines.start)).collect();
        let local: BTreeSet<&str> = kept.iter().filter_map(|entry| entry.name()).collect();
        let (mut reached, mut names) = (vec![false; kept.len()], BTreeSet::new());
        loop {
            let before = names.len();
            for (entry, reached) in kept.iter().zip(&mut reached).filter(|(_, reached)| !**reached) {
                *reached = match &entry.kind {
                    Kind::Test { name, path: own } => own == path || names.contains(name.as_str()),
                    Kind::Named(name) => self.has_other_files || names.contains(name.as_str()),
                    Kind::Impl { of } => {
                        let mut types = of.iter().map(String::as_str).filter(|name| local.contains(name)).peekable();
                        types.peek().is_none() || types.any(|name| names.contains(name))
                    }
                    Kind::Always => true,
                };
                if *reached {
                    names.extend(entry.names.iter().map(String::as_str));
                }
            }
            if names.len() == before {
                break;
            }
        }
        kept.into_iter().zip(reached).filter(|(_, reached)| !reached).map(|(entry, _)| entry.lines.clone())
    }
}

impl Entry {
    fn name(&self) -> Option<&str> {
        match &self.kind {
            Kind::Test { name, .. } | Kind::Named(name) => Some(name),
            Kind::Impl { .. } | Kind::Always => None,
        }
    }
}

/// Returns whether an attribute is `#[test]`, or one such as `#[tokio::test]`.
fn is_test(attribute: &Attribute) -> bool {
    attribute.path().segments.last().is_some_and(|name| name.ident == "test")
}

/// Returns the lines of an item, counted from 0, with its attributes and its documentation.
pub(crate) fn lines_of(item: &impl Spanned) -> Range<usize> {
    let span = item.span();
    span.start().line - 1..span.end().line
}

/// Returns the words between braces, which a format string captures: `{name:>width$}`.
fn captured(literal: &str) -> impl Iterator<Item = String> {
    let inner = literal.split('{').skip(1).filter_map(|rest| Some(rest.split_once('}')?.0));
    inner.flat_map(|inner| inner.split(|c: char| c != '_' && !c.is_alphanumeric())).map(str::to_owned)
}

fn names_in(item: &impl ToTokens) -> BTreeSet<String> {
    fn add(tokens: TokenStream, names: &mut BTreeSet<String>) {
        for token in tokens {
            match token {
                TokenTree::Ident(ident) => drop(names.insert(ident.to_string())),
                TokenTree::Group(group) => add(group.stream(), names),
                TokenTree::Literal(literal) => names.extend(captured(&literal.to_string())),
                TokenTree::Punct(_) => {}
            }
        }
    }
    let mut names = BTreeSet::new();
    add(item.to_token_stream(), &mut names);
    names
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "
use std::fmt;
const LIMIT: usize = 3;
const OTHER: usize = LIMIT;
struct Used;
impl Used { fn new() -> Used { helper() } }
struct Unused;
impl fmt::Display for Unused {}
impl Ext for u8 { fn ext() -> Kept { 0 } }
trait Ext {}
type Kept = u8;
fn helper() -> Used { Used }
macro_rules! check { ($x:ident) => { in_a_macro() } }
fn in_a_macro() {}
mod task {
    use super::imported;
    #[test]
    fn a() {
        Used::new();
        check!(x);
    }
    /// Docs.
    #[test]
    fn b() { OTHER; }
}
fn imported() {}
";

    fn left(path: &str) -> String {
        left_of(TEXT, path)
    }

    /// Returns the lines that are left, without blanks.
    fn left_of(text: &str, path: &str) -> String {
        let mut lines: Vec<&str> = text.lines().collect();
        for range in Items::of(&syn::parse_file(text).unwrap()).out_of_reach(path, |_| true) {
            lines[range].fill("");
        }
        lines.retain(|line| !line.is_empty());
        lines.join("\n")
    }

    #[test]
    fn a_test_keeps_what_it_reaches_through_others() {
        let left = left("task::a");
        for kept in
            ["fn a()", "struct Used", "impl Used", "fn helper", "macro_rules! check", "fn in_a_macro", "trait Ext"]
        {
            assert!(left.contains(kept), "{kept}:\n{left}");
        }
        for gone in ["LIMIT", "Unused", "fn b()", "Docs", "OTHER"] {
            assert!(!left.contains(gone), "{gone}:\n{left}");
        }
    }

    #[test]
    fn what_is_imported_by_its_name_is_kept_and_so_is_the_impl_of_a_foreign_type() {
        let left = left("task::b");
        for kept in ["LIMIT", "OTHER", "fn imported", "for u8", "type Kept"] {
            assert!(left.contains(kept), "{kept}:\n{left}");
        }
        assert!(!left.contains("Used"), "{left}");
    }

    #[test]
    fn what_only_a_format_string_names_is_kept() {
        let text = "
const NAME: &str = \"a\";
const WIDTH: usize = 1;
const WORD: usize = 1;
#[test]
fn a() { format!(\"WORD {NAME:>WIDTH$} {{}} {}\", 1); }
";
        let left = left_of(text, "a");
        assert!(left.contains("NAME: &str") && left.contains("const WIDTH"), "{left}");
        assert!(!left.contains("const WORD"), "{left}");
    }

    #[test]
    fn a_module_in_another_file_may_use_whatever_is_no_test() {
        let left = left_of(&format!("mod other;{TEXT}"), "task::b");
        assert!(left.contains("struct Unused") && left.contains("fn helper"), "{left}");
        assert!(!left.contains("fn a()"), "{left}");
    }
}
