//! The checks of a chapter, reduced to those that an answer needs. Most of the time for an answer is spent on compiling its
//! checks.

use std::collections::BTreeSet;
use std::ops::Range;

use proc_macro2::{TokenStream, TokenTree};
use quote::ToTokens as _;
use syn::{Item, ItemMod, UseTree, Visibility};

use super::reach::{Items, lines_of};
use super::todo;

/// The parsed checks of a chapter.
#[derive(Debug)]
pub(crate) struct Checks {
    text: String,
    tasks: Vec<Task>,
    /// The identifiers in the code that the tasks share.
    shared_names: BTreeSet<String>,
    items: Items,
}

/// The module of a task.
#[derive(Debug)]
struct Task {
    id: String,
    /// The lines of the module, counted from 0.
    lines: Range<usize>,
    /// The identifiers in the module.
    names: BTreeSet<String>,
    /// True while the checks are not all written.
    is_unfinished: bool,
}

impl Checks {
    /// Parses a file of checks, which call the library `lib`. `is_task` returns whether the module of a name is a task.
    pub(crate) fn parse(text: String, lib: &str, is_task: impl Fn(&str) -> bool) -> syn::Result<Checks> {
        let (mut tasks, mut shared_names) = (Vec::new(), BTreeSet::new());
        let file = syn::parse_file(&text)?;
        let items = Items::of(&file);
        for item in file.items {
            match item {
                Item::Mod(module) if is_task(&module.ident.to_string()) => tasks.push(Task::of(&module, &text, lib)),
                other => add_names(other.to_token_stream(), lib, &mut shared_names),
            }
        }
        Ok(Checks { text, tasks, shared_names, items })
    }

    /// Returns the tasks whose checks use one of these items, directly or through the shared code.
    pub(crate) fn naming(&self, items: &BTreeSet<String>) -> BTreeSet<&str> {
        let share = !self.shared_names.is_disjoint(items);
        let tasks = self.tasks.iter().filter(|task| share || !task.names.is_disjoint(items));
        tasks.map(|task| task.id.as_str()).collect()
    }

    /// Returns whether the checks of a task are not all written. No answer can be judged by them.
    pub(crate) fn are_unfinished(&self, id: &str) -> bool {
        self.tasks.iter().any(|task| task.id == id && task.is_unfinished)
    }

    /// Returns the text without the modules of the other tasks.
    pub(crate) fn of_tasks(&self, ids: &BTreeSet<&str>) -> String {
        let others = self.tasks.iter().filter(|task| !ids.contains(task.id.as_str()));
        self.without(others.map(|task| task.lines.clone()))
    }

    /// Returns the text with the test of this path only, and with what it reaches.
    pub(crate) fn of_test(&self, path: &str) -> String {
        let id = path.split("::").next().unwrap_or(path);
        let others: Vec<_> = self.tasks.iter().filter(|task| task.id != id).map(|task| task.lines.clone()).collect();
        let is_kept = |line| others.iter().all(|lines| !lines.contains(&line));
        self.without(others.iter().cloned().chain(self.items.out_of_reach(path, is_kept)))
    }

    /// Returns the text with these lines empty. Everything else keeps its place.
    fn without(&self, ranges: impl Iterator<Item = Range<usize>>) -> String {
        let mut lines: Vec<&str> = self.text.lines().collect();
        ranges.for_each(|range| lines[range].fill(""));
        lines.join("\n") + "\n"
    }
}

impl Task {
    fn of(module: &ItemMod, text: &str, lib: &str) -> Task {
        let id = module.ident.to_string();
        let mut names = BTreeSet::new();
        add_names(module.to_token_stream(), lib, &mut names);
        let lines = lines_of(module);
        let is_unfinished = text.lines().skip(lines.start).take(lines.len()).any(todo::has_mark);
        Task { id, lines, names, is_unfinished }
    }
}

/// Adds the identifiers in the tokens, except for the name of the library where it begins a path: a task may have the same
/// name.
fn add_names(tokens: TokenStream, lib: &str, names: &mut BTreeSet<String>) {
    let tokens: Vec<TokenTree> = tokens.into_iter().collect();
    for (at, token) in tokens.iter().enumerate() {
        match token {
            TokenTree::Ident(ident) if *ident == lib && begins_a_path(&tokens, at) => {}
            TokenTree::Ident(ident) => drop(names.insert(ident.to_string())),
            TokenTree::Group(group) => add_names(group.stream(), lib, names),
            TokenTree::Punct(_) | TokenTree::Literal(_) => {}
        }
    }
}

/// Returns whether the identifier at this place is the first segment of a longer path, such as `a` in `a::b` and `::a::b`.
pub(crate) fn begins_a_path(tokens: &[TokenTree], at: usize) -> bool {
    let is_colon = |at: usize| matches!(tokens.get(at), Some(TokenTree::Punct(punct)) if punct.as_char() == ':');
    let has_rest = is_colon(at + 1) && is_colon(at + 2) && matches!(tokens.get(at + 3), Some(rest) if !is_less(rest));
    let is_after_colons = at >= 2 && is_colon(at - 1) && is_colon(at - 2);
    let follows_a_segment = is_after_colons && at >= 3 && is_segment(&tokens[at - 3]);
    has_rest && !follows_a_segment
}

/// Returns whether a token is `<`, which begins the generic arguments of a function.
fn is_less(token: &TokenTree) -> bool {
    matches!(token, TokenTree::Punct(punct) if punct.as_char() == '<')
}

/// Returns whether a token can be a segment of a path: an identifier, but no keyword such as `use` or `as`.
fn is_segment(token: &TokenTree) -> bool {
    let TokenTree::Ident(ident) = token else { return false };
    let ident = ident.to_string();
    ["self", "super", "crate", "Self"].contains(&ident.as_str()) || syn::parse_str::<syn::Ident>(&ident).is_ok()
}

/// Returns the names that an answer declares or imports at its top level. All others come from `pub use solution::*`. Returns
/// `None` if there may be more names.
pub(crate) fn own_names(answer: &str) -> Option<BTreeSet<String>> {
    let (mut names, mut has_the_rest) = (BTreeSet::new(), false);
    for item in syn::parse_file(answer).ok()?.items {
        let ident = match item {
            Item::Use(item) if is_all_of_the_solution(&item.tree) => {
                has_the_rest |= matches!(item.vis, Visibility::Public(_));
                continue;
            }
            Item::Use(item) => {
                add_imports(&item.tree, &mut names)?;
                continue;
            }
            // It has no name.
            Item::Impl(_) => continue,
            Item::Const(item) => item.ident,
            Item::Enum(item) => item.ident,
            Item::Fn(item) => item.sig.ident,
            Item::Mod(item) => item.ident,
            Item::Static(item) => item.ident,
            Item::Struct(item) => item.ident,
            Item::Trait(item) => item.ident,
            Item::Type(item) => item.ident,
            Item::Union(item) => item.ident,
            // A macro, for example, may declare anything.
            _ => return None,
        };
        names.insert(ident.to_string());
    }
    has_the_rest.then_some(names)
}

fn is_all_of_the_solution(tree: &UseTree) -> bool {
    matches!(tree, UseTree::Path(path) if path.ident == "solution" && matches!(*path.tree, UseTree::Glob(_)))
}

/// Adds the names that a `use` imports. Returns `None` if it imports everything from a module.
fn add_imports(tree: &UseTree, names: &mut BTreeSet<String>) -> Option<()> {
    match tree {
        UseTree::Path(path) => add_imports(&path.tree, names)?,
        UseTree::Name(name) => drop(names.insert(name.ident.to_string())),
        UseTree::Rename(rename) => drop(names.insert(rename.rename.to_string())),
        UseTree::Group(group) => group.items.iter().try_for_each(|tree| add_imports(tree, names))?,
        UseTree::Glob(_) => return None,
    }
    Some(())
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "//! Ü.\nuse std::mem;\nfn shared() { lib::given() }\n\nmod one {\n    #[test]\n    fn a() { lib::first(\"second\") }\n    mod \
                        deep {\n        #[test]\n        fn b() {}\n    }\n}\n\n/// Two.\nmod two {\n    #[test] fn c() { lib::second() }\n}\n";

    fn checks() -> Checks {
        Checks::parse(TEXT.to_owned(), "lib", |name| name != "std").unwrap()
    }

    fn set<'s, S: Ord + From<&'s str>>(names: &[&'s str]) -> BTreeSet<S> {
        names.iter().map(|name| S::from(name)).collect()
    }

    #[test]
    fn the_other_tasks_are_removed_and_no_line_moves() {
        let cut = checks().of_tasks(&set(&["one"]));
        assert_eq!(cut.lines().count(), TEXT.lines().count());
        assert_eq!(cut.trim_end(), TEXT.split("\n\n/// Two.").next().unwrap());
    }

    #[test]
    fn one_test_is_left_with_what_it_reaches_and_no_line_moves() {
        let cut = checks().of_test("one::deep::b");
        assert_eq!(cut.lines().position(|line| line.contains("fn b()")), Some(9));
        assert_eq!(cut.matches("#[test]").count(), 1, "{cut}");
        assert!(cut.contains("use std::mem") && !cut.contains("fn shared") && !cut.contains("mod two"), "{cut}");
        let cut = checks().of_test("two::c");
        assert!(cut.contains("    #[test] fn c()") && !cut.contains("mod one"), "{cut}");
    }

    #[test]
    fn tasks_are_found_by_the_names_in_them() {
        let checks = checks();
        assert_eq!(checks.naming(&set(&["first"])), set(&["one"]));
        assert_eq!(checks.naming(&set(&["second"])), set(&["two"]), "a string contains no identifiers");
        assert_eq!(checks.naming(&set(&["given"])), set(&["one", "two"]), "all share it");
        assert_eq!(checks.naming(&set(&["third"])), set(&[]));
    }

    #[test]
    fn the_library_is_not_the_task_of_its_name() {
        let names = |code: &str| {
            let (mut names, tokens) = (BTreeSet::new(), code.parse().unwrap());
            add_names(tokens, "lib", &mut names);
            names
        };
        for code in ["::lib::a()", "lib::a()", "use ::lib::{a};", "x as ::lib::a", "f(::lib::a)", "-> ::lib::a"] {
            assert!(!names(code).contains("lib"), "{code}");
            assert!(names(code).contains("a"), "{code}");
        }
        for code in ["::lib::lib()", "::lib::lib::a", "lib()", "lib::<u8>()", "use ::lib::{lib, a};", "super::lib::a"] {
            assert!(names(code).contains("lib"), "{code}");
        }
    }

    #[test]
    fn a_task_is_unfinished_while_its_own_checks_have_the_mark() {
        let text =
            "mod one {\n    #[test] fn a() { todo!(\"TODO: write them\") }\n}\nmod two {\n    #[test] fn b() {}\n}\n";
        let checks = Checks::parse(text.to_owned(), "lib", |_| true).unwrap();
        assert!(checks.are_unfinished("one") && !checks.are_unfinished("two"));
    }

    #[test]
    fn an_answer_has_the_names_that_it_declares_or_imports() {
        let names = own_names("pub use solution::*;\nuse a::{b, c as d};\npub fn e() { fn f() {} }\nimpl g {}\nmod h;");
        assert_eq!(names, Some(set(&["b", "d", "e", "h"])));
        for other in ["", "use solution::*;", "pub use solution::given::*;", "pub use a::solution::*;"] {
            assert_eq!(own_names(other), None, "{other}");
        }
        assert_eq!(own_names("pub use solution::*;\nuse std::io::*;"), None);
        assert_eq!(own_names("pub use solution::*;\nthread_local! { static A: u8 = 1; }"), None);
    }
}
