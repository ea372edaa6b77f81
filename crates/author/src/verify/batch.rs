//! Answers of a chapter that are compiled as one program. Each is a module, with a module of the checks that it needs beside it.
//!
//! A program for each answer takes five times as long: most of that time goes to linking, and to code that all of them share.

use std::fs;
use std::ops::Range;
use std::path::{Path, PathBuf};

use proc_macro2::{TokenStream, TokenTree};

use super::checks::begins_a_path;
use super::compile::Product;
use super::packages::{Package, Packages, PackagesError};
use crate::cargo::Level;

/// The most lines of checks in a batch, so that several are compiled beside each other, and none needs much memory.
const MAX_LINES: usize = 8_000;

/// Answers of one chapter that are compiled together.
#[derive(Debug)]
pub(crate) struct Batch<'j, 'c> {
    /// The package of the program.
    pub(crate) package: Package<'c>,
    members: Vec<Member<'j, 'c>>,
}

#[derive(Clone, Debug)]
struct Member<'j, 'c> {
    answer: &'j Package<'c>,
    /// The number of lines of its checks.
    lines: usize,
}

/// The programs in which packages are compiled: some in batches, the others each in its own.
#[derive(Debug, Default)]
pub(crate) struct Batches<'j, 'c> {
    pub(crate) batches: Vec<Batch<'j, 'c>>,
    pub(crate) alone: Vec<&'j Package<'c>>,
}

impl<'j, 'c> Batches<'j, 'c> {
    /// Divides the packages. What must be a crate of its own stays alone.
    pub(crate) fn of(workspace: &Packages, packages: Vec<&'j Package<'c>>) -> Result<Batches<'j, 'c>, PackagesError> {
        let mut divided = Batches::default();
        let mut open: Vec<Member> = Vec::new();
        for package in packages {
            let Some(lines) = lines_in_a_batch(package)? else {
                divided.alone.push(package);
                continue;
            };
            let all: usize = open.iter().map(|member| member.lines).sum();
            let is_of_another = open.first().is_some_and(|first| first.answer.chapter.folder != package.chapter.folder);
            if is_of_another || (!open.is_empty() && all + lines > MAX_LINES) {
                divided.close(workspace, std::mem::take(&mut open));
            }
            open.push(Member { answer: package, lines });
        }
        divided.close(workspace, open);
        Ok(divided)
    }

    fn close(&mut self, workspace: &Packages, members: Vec<Member<'j, 'c>>) {
        if let [only] = members.as_slice() {
            self.alone.push(only.answer);
        } else if let Some(first) = members.first() {
            // The same members have the same name, whatever else is verified: Cargo knows them again.
            let name = format!("batch-of-{}", first.answer.name);
            self.batches.push(Batch { package: workspace.batch(name, first.answer.chapter), members });
        }
    }

    /// Returns the packages that Cargo compiles.
    pub(crate) fn packages(&self) -> Vec<&Package<'c>> {
        self.alone.iter().copied().chain(self.batches.iter().map(|batch| &batch.package)).collect()
    }

    /// Returns the package whose program has the checks of `package`, and the module in which they are.
    pub(crate) fn program_of(&self, package: &Package) -> (PathBuf, Option<String>) {
        let in_batch = self.batches.iter().find_map(|batch| Some((batch, batch.place_of(package)?)));
        match in_batch {
            Some((batch, place)) => (batch.package.folder.clone(), Some(module(place))),
            None => (package.folder.clone(), None),
        }
    }

    /// Takes those answers out of the batches that do not compile: they are to be compiled alone, where their errors are told.
    /// Returns whether there were any.
    pub(crate) fn take_out_broken(&mut self, product_of: impl Fn(&Path) -> Product) -> bool {
        let before = self.alone.len();
        for batch in &mut self.batches {
            let product = product_of(&batch.package.folder);
            if product.first_error().is_some() {
                self.alone.extend(batch.take_out_broken(&product));
            }
        }
        self.batches.retain(|batch| !batch.members.is_empty());
        self.alone.len() > before
    }
}

impl<'j, 'c> Batch<'j, 'c> {
    fn place_of(&self, package: &Package) -> Option<usize> {
        self.members.iter().position(|member| member.answer.name == package.name)
    }

    /// Returns the files of the program, beside those that its package has.
    pub(crate) fn files(&self) -> Vec<(PathBuf, String)> {
        let mut root = "#![allow(warnings)]\n".to_owned();
        let mut files = Vec::new();
        for (place, member) in self.members.iter().enumerate() {
            let checks = self.checks_of(place);
            root.push_str(&module_of(place, &member.answer.lib, &checks));
            files.push((checks, Batch::text_of(place, member.answer)));
        }
        files.push((self.package.folder.join("checks.rs"), root));
        files
    }

    fn checks_of(&self, place: usize) -> PathBuf {
        self.package.folder.join(format!("checks_{place}.rs"))
    }

    /// Returns the checks of an answer, as a module: they call the answer beside it, and find the answer's package.
    fn text_of(place: usize, answer: &Package) -> String {
        let text = answer.cut_checks().unwrap_or_default();
        let beside = format!("crate::answer_{place}::answer");
        let here = format!("crate::{}", module(place));
        let text = with_paths(text, &[(&answer.chapter.lib, &beside), ("crate", &here)]);
        text.replace("env!(\"CARGO_MANIFEST_DIR\")", &format!("{:?}", answer.folder.display().to_string()))
    }

    /// Takes out the answers in whose files the errors are. If there are none in any, takes out all.
    fn take_out_broken(&mut self, product: &Product) -> Vec<&'j Package<'c>> {
        let errors = || product.diagnostics.iter().filter(|diagnostic| diagnostic.level == Level::Error);
        let is_broken = |place: usize, member: &Member| {
            let files = [member.answer.lib.clone(), self.checks_of(place)];
            errors()
                .filter_map(|error| error.location.as_ref())
                .any(|(file, _)| files.iter().any(|own| own == file || own.ends_with(file)))
        };
        let broken: Vec<bool> =
            self.members.iter().enumerate().map(|(place, member)| is_broken(place, member)).collect();
        let is_any = broken.contains(&true);
        let mut places = broken.into_iter();
        let (out, rest) =
            std::mem::take(&mut self.members).into_iter().partition(|_| places.next().unwrap_or(true) || !is_any);
        self.members = rest;
        let out: Vec<Member> = out;
        out.into_iter().map(|member| member.answer).collect()
    }
}

/// Returns the text of the module of an answer and its checks.
fn module_of(place: usize, answer: &Path, checks: &Path) -> String {
    let (answer, checks) = (answer.display().to_string(), checks.display().to_string());
    format!(
        "mod answer_{place} {{\n    #[path = {answer:?}]\n    pub mod answer;\n    #[path = {checks:?}]\n    mod checks;\n}}\n"
    )
}

/// Returns the path of the module with the checks of the answer at this place.
fn module(place: usize) -> String {
    format!("answer_{place}::checks")
}

/// Returns the number of lines of the checks of an answer that can be a module. What an answer says of its crate
/// (`#![..]`, `crate::a`) and a test that looks for its program need a program of their own.
fn lines_in_a_batch(package: &Package) -> Result<Option<usize>, PackagesError> {
    let Some(checks) = package.cut_checks() else { return Ok(None) };
    let answer = fs::read_to_string(&package.lib)
        .map_err(|source| PackagesError::Unreadable { file: package.lib.clone(), source })?;
    let speaks_of_its_crate =
        ["#![", "crate", "macro_export"].iter().any(|words| code_lines(&answer).any(|line| line.contains(words)));
    let needs_its_program =
        ["#![", "current_exe"].iter().any(|words| code_lines(checks).any(|line| line.contains(words)));
    let lines = code_lines(checks).count();
    Ok((!speaks_of_its_crate && !needs_its_program).then_some(lines))
}

fn code_lines(text: &str) -> impl Iterator<Item = &str> {
    text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with("//"))
}

/// Returns the code with other paths in the place of crates: each pair has the name that begins a path, and what replaces it.
fn with_paths(code: &str, crates: &[(&str, &str)]) -> String {
    // What does not parse is told by the compiler.
    let Ok(tokens) = code.parse::<TokenStream>() else { return code.to_owned() };
    let mut replaced = Vec::new();
    add_replaced(tokens, crates, &mut replaced);
    let (mut text, mut done) = (String::new(), 0);
    for (range, path) in replaced {
        text.push_str(&code[done..range.start]);
        text.push_str(path);
        done = range.end;
    }
    text + &code[done..]
}

/// Adds the ranges of bytes to be replaced, with the colons before a name, in their order.
fn add_replaced<'p>(tokens: TokenStream, crates: &[(&str, &'p str)], replaced: &mut Vec<(Range<usize>, &'p str)>) {
    let tokens: Vec<TokenTree> = tokens.into_iter().collect();
    let is_colon = |at: usize| matches!(&tokens[at], TokenTree::Punct(punct) if punct.as_char() == ':');
    for (at, token) in tokens.iter().enumerate() {
        match token {
            TokenTree::Ident(ident) if begins_a_path(&tokens, at) => {
                if let Some((_, path)) = crates.iter().find(|(name, _)| ident == name) {
                    let first = if at >= 2 && is_colon(at - 1) && is_colon(at - 2) { at - 2 } else { at };
                    replaced.push((tokens[first].span().byte_range().start..ident.span().byte_range().end, path));
                }
            }
            TokenTree::Group(group) => add_replaced(group.stream(), crates, replaced),
            TokenTree::Ident(_) | TokenTree::Punct(_) | TokenTree::Literal(_) => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_checks_call_the_answer_beside_them() {
        let crates = [("lib", "crate::m::answer"), ("crate", "crate::m::checks")];
        let code = "// ::lib::a of lib::b\nuse ::lib::{a, b};\nuse crate::c;\npub(crate) fn lib() { lib::<u8>(); f(::lib::a(\"lib::a\"), x as lib::T) }";
        let moved = "// ::lib::a of lib::b\nuse crate::m::answer::{a, b};\nuse crate::m::checks::c;\npub(crate) fn lib() { lib::<u8>(); f(crate::m::answer::a(\"lib::a\"), x as crate::m::answer::T) }";
        assert_eq!(with_paths(code, &crates), moved);
        assert_eq!(with_paths("use ::lib::lib;\nö(lib::ü)", &[("lib", "m")]), "use m::lib;\nö(m::ü)");
    }
}
