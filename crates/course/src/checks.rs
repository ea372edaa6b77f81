//! The names in the check file and the stub of a chapter, by which tasks, tests and the learner's functions belong together.
//!
//! Both files came with the course and do not change while it runs, and parsing them takes longer than anything else that a
//! screen needs: what they say is kept as long as their texts stay the same.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

use proc_macro2::{Delimiter, TokenStream, TokenTree};
use quote::ToTokens as _;
use syn::Item;

use crate::chapter::Chapter;
use crate::contract::{inherent_impls, methods, type_name};
use crate::source;

/// The names in the check file and the stub of a chapter.
#[derive(Debug, Default)]
pub(crate) struct Checks {
    /// The texts of both files. One that cannot be read, which is reported elsewhere, counts as empty.
    texts: [String; 2],
    /// The names that each module of the checks uses from the library.
    used: BTreeMap<String, BTreeSet<String>>,
    /// The names in the body of each function of the checks, by its path: `module::function`.
    bodies: BTreeMap<String, BTreeSet<String>>,
    /// The names in the signature of each function of the stub.
    signatures: BTreeMap<String, BTreeSet<String>>,
    /// The types of the stub that have methods, each with one of them.
    methods: Vec<(String, String)>,
}

impl Checks {
    /// Reads the files of a chapter, and parses them unless their texts are known.
    pub(crate) fn of(chapter: &Chapter) -> Arc<Checks> {
        static KNOWN: Mutex<BTreeMap<PathBuf, Arc<Checks>>> = Mutex::new(BTreeMap::new());
        let texts =
            [&chapter.check_file, &chapter.stub_file()].map(|file| fs::read_to_string(file).unwrap_or_default());
        // Another thread that parses the same file is waited for.
        let mut known = KNOWN.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(checks) = known.get(&chapter.check_file).filter(|checks| checks.texts == texts) {
            return Arc::clone(checks);
        }
        let checks = Arc::new(Checks::parse(texts, &chapter.lib));
        known.insert(chapter.check_file.clone(), Arc::clone(&checks));
        checks
    }

    fn parse(texts: [String; 2], lib: &str) -> Checks {
        let mut checks = Checks::default();
        let [check_file, stub] = &texts;
        checks.add_module("", lib, check_file.parse().unwrap_or_default());
        if let Ok(stub) = source::parse(stub) {
            checks.add_stub(&stub);
        }
        source::forget();
        Checks { texts, ..checks }
    }

    /// Adds the functions of a module, and those of the modules in it. `path` ends with `::`, or is empty at the top.
    fn add_module(&mut self, path: &str, lib: &str, tokens: TokenStream) {
        let tokens: Vec<TokenTree> = tokens.into_iter().collect();
        for (index, window) in tokens.windows(2).enumerate() {
            let [TokenTree::Ident(keyword), TokenTree::Ident(name)] = window else { continue };
            if keyword == "fn"
                && let Some(body) = body(&tokens[index + 2..])
            {
                collect_idents(body, self.bodies.entry(format!("{path}{name}")).or_default());
            } else if keyword == "mod"
                && let Some(TokenTree::Group(content)) = tokens.get(index + 2)
            {
                if path.is_empty() {
                    collect_used(content.stream(), lib, self.used.entry(name.to_string()).or_default());
                }
                self.add_module(&format!("{path}{name}::"), lib, content.stream());
            }
        }
    }

    fn add_stub(&mut self, stub: &syn::File) {
        for item in &stub.items {
            if let Item::Fn(function) = item {
                let idents = self.signatures.entry(function.sig.ident.to_string()).or_default();
                collect_idents(function.sig.to_token_stream(), idents);
            }
        }
        for item in inherent_impls(stub) {
            let name = type_name(item).unwrap_or_default();
            self.methods.extend(methods(item).map(|method| (name.clone(), method.sig.ident.to_string())));
        }
    }

    /// Returns the name of a task; the names that its module uses from the library; and the methods of all types that the
    /// functions with these names mention. Without those of other tasks.
    pub(crate) fn names_of(&self, chapter: &Chapter, task: &str) -> BTreeSet<String> {
        let is_other = |name: &String| name != task && chapter.tasks.iter().any(|other| other.id == *name);
        let mut names: BTreeSet<String> =
            self.used.get(task).into_iter().flatten().filter(|name| !is_other(name)).cloned().collect();
        names.insert(task.to_owned());
        let mentioned: BTreeSet<&String> =
            names.iter().filter_map(|name| self.signatures.get(name)).flatten().collect();
        let of_mentioned = self.methods.iter().filter(|(of, _)| mentioned.contains(of));
        let methods: Vec<String> =
            of_mentioned.map(|(_, method)| method.clone()).filter(|name| !is_other(name)).collect();
        names.extend(methods);
        names
    }

    /// Returns the names in a test of a module, and in the functions of that module and of the top that it calls.
    pub(crate) fn names_reached(&self, module: &str, test: &str) -> BTreeSet<String> {
        let in_body = |path: &str| self.bodies.get(path).into_iter().flatten().cloned();
        let mut names: BTreeSet<String> = in_body(&format!("{module}::{test}")).collect();
        let mut pending: Vec<String> = names.iter().cloned().collect();
        while let Some(name) = pending.pop() {
            for found in in_body(&format!("{module}::{name}")).chain(in_body(&name)) {
                if names.insert(found.clone()) {
                    pending.push(found);
                }
            }
        }
        names
    }
}

/// Returns the body of a function, from the tokens behind its name.
fn body(tokens: &[TokenTree]) -> Option<TokenStream> {
    let end = tokens.iter().find(|token| match token {
        TokenTree::Group(group) => group.delimiter() == Delimiter::Brace,
        TokenTree::Punct(punct) => punct.as_char() == ';',
        _ => false,
    });
    if let Some(TokenTree::Group(body)) = end { Some(body.stream()) } else { None }
}

fn collect_idents(tokens: TokenStream, idents: &mut BTreeSet<String>) {
    for token in tokens {
        match token {
            TokenTree::Ident(ident) => drop(idents.insert(ident.to_string())),
            TokenTree::Group(group) => collect_idents(group.stream(), idents),
            _ => {}
        }
    }
}

/// Collects the names from the library: `lib::name` and `lib::{name, name}`.
fn collect_used(tokens: TokenStream, lib: &str, names: &mut BTreeSet<String>) {
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
            collect_used(group.stream(), lib, names);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::chapter::Task;

    fn parse(checks: &str, stub: &str) -> Checks {
        Checks::parse([checks.to_owned(), stub.to_owned()], "lib")
    }

    fn chapter(root: &Path, tasks: &[&str]) -> Chapter {
        let tasks = tasks.iter().map(|id| Task::new(*id, ["t"])).collect();
        Chapter::new(root, "0-x", tasks).unwrap()
    }

    fn sorted(names: BTreeSet<String>) -> Vec<String> {
        names.into_iter().collect()
    }

    #[test]
    fn the_methods_of_a_type_that_a_function_mentions_belong_to_it() {
        let stub = "fn one(p: &Policy) -> Option<Other> { x }\nimpl Policy {\n    /// All.\n    pub fn delays(&self) -> u8 {\n        1\n    }\n}\nimpl Clone for Other { fn clone(&self) {} }\nimpl Strange { fn no(&self) {} }";
        let names = parse("", stub).names_of(&chapter(Path::new(""), &["one"]), "one");
        assert_eq!(sorted(names), ["delays", "one"]);
    }

    #[test]
    fn a_method_that_is_a_task_belongs_to_no_other() {
        let checks = "mod delays { use ::lib::Policy; } mod one { use ::lib::{Policy, one}; }";
        let stub = "fn one(p: &Policy) {} impl Policy { pub fn delays(&self) {} pub fn help(&self) {} }";
        let (checks, chapter) = (parse(checks, stub), chapter(Path::new(""), &["delays", "one"]));
        assert_eq!(sorted(checks.names_of(&chapter, "delays")), ["Policy", "delays"]);
        assert_eq!(sorted(checks.names_of(&chapter, "one")), ["Policy", "help", "one"]);
    }

    #[test]
    fn the_names_in_a_test_are_those_of_its_body() {
        let checks = parse("mod a { mod b { fn t() where u8: Copy { one(two::<3>()); } } fn t() { no() } }", "");
        assert_eq!(sorted(checks.names_reached("a", "b::t")), ["one", "two"]);
    }

    #[test]
    fn the_names_in_a_test_include_those_of_the_functions_that_it_calls() {
        let checks = "fn top() { four(); } mod a { fn t() { helper(); } fn helper() { three(); top(); helper() } impl X { \
                      fn three() { no() } } }";
        assert_eq!(sorted(parse(checks, "").names_reached("a", "t")), ["four", "helper", "three", "top"]);
    }

    #[test]
    fn the_checks_name_the_functions_of_a_task() {
        let checks = "
            use ::lib::elsewhere;
            mod other { fn f() { ::lib::not_this(); } }
            mod sums {
                use ::lib::{collected, streamed, other};
                #[test] fn t() { assert!({ ::lib::nested(1) == other_lib::no() }); }
            }";
        let names = parse(checks, "").names_of(&chapter(Path::new(""), &["sums", "other"]), "sums");
        assert_eq!(sorted(names), ["collected", "nested", "streamed", "sums"]);
    }

    #[test]
    fn files_are_parsed_again_when_their_text_has_changed() {
        let root = tempfile::tempdir().unwrap();
        let chapter = chapter(root.path(), &["a"]);
        fs::create_dir_all(chapter.check_file.parent().unwrap()).unwrap();
        let write = |body: &str| fs::write(&chapter.check_file, format!("mod a {{ fn t() {{ {body}() }} }}")).unwrap();
        write("one");
        let first = Checks::of(&chapter);
        assert!(Arc::ptr_eq(&first, &Checks::of(&chapter)), "they are parsed once");
        write("two");
        assert_eq!(sorted(Checks::of(&chapter).names_reached("a", "t")), ["two"]);
    }
}
