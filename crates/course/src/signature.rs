//! The differences between a learner's signatures and the contract's.
//!
//! A signature that differs makes the checks fail to compile, with errors of rustc that are about the checks. These sentences
//! are about the learner's own line.

use std::collections::BTreeSet;
use std::fs;

use proc_macro2::{TokenStream, TokenTree};
use quote::ToTokens;
use syn::{FnArg, ImplItem, Item, ReturnType, Signature};

use crate::chapter::Chapter;
use crate::source;

/// The bounds that rustc proposes when a body does not compile, and that callers then have to fulfil.
const PROPOSED_BOUNDS: [&str; 12] =
    ["Clone", "Copy", "Debug", "Default", "Display", "Eq", "Hash", "Ord", "PartialEq", "PartialOrd", "Send", "Sync"];

/// The differences of one function.
///
/// # Examples
///
/// ```
/// # use std::path::Path;
/// # use course::chapter::{Chapter, Task};
/// # let task = Task::new("seeded", ["is_fast"]);
/// # let root = tempfile::tempdir()?;
/// # let chapter = Chapter::new(root.path(), "0-async-generator", vec![task.clone()]).unwrap();
/// # std::fs::create_dir_all(chapter.exercise_dir.join("src"))?;
/// # std::fs::create_dir_all(&chapter.solution_dir)?;
/// std::fs::write(chapter.stub_file(), "pub async fn seeded() {}\n")?;
/// std::fs::write(chapter.lib_file(), "pub fn seeded() {}\n")?;
/// let difference = course::signature::differences(&chapter).remove(0);
/// assert_eq!((difference.name.as_str(), difference.line), ("seeded", 1));
/// assert!(difference.sentences[0].contains("without `async` nobody can await it"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// The name of the function.
    pub name: String,
    /// The line of its name in the learner's file, from 1.
    pub line: usize,
    /// A sentence for each difference.
    pub sentences: Vec<String>,
}

/// Compares the signatures in the learner's file with those in the stub. Empty if one of the files cannot be read or parsed.
pub fn differences(chapter: &Chapter) -> Vec<Difference> {
    let read = |file| fs::read_to_string(file).unwrap_or_default();
    let found = between(&read(chapter.stub_file()), &read(chapter.lib_file()));
    source::forget();
    found.unwrap_or_default()
}

fn between(stub: &str, written: &str) -> Option<Vec<Difference>> {
    let (stub, written) = (source::parse(stub).ok()?, source::parse(written).ok()?);
    let contracts = signatures(&stub.items);
    let differences = signatures(&written.items).into_iter().filter_map(|(of, signature)| {
        let (_, contract) = contracts.iter().find(|(owner, other)| *owner == of && other.ident == signature.ident)?;
        let sentences = sentences(contract, signature);
        let line = signature.ident.span().start().line;
        (!sentences.is_empty()).then(|| Difference { name: signature.ident.to_string(), line, sentences })
    });
    Some(differences.collect())
}

/// Returns the signatures of functions, and of methods with the type that they belong to.
fn signatures(items: &[Item]) -> Vec<(Option<String>, &Signature)> {
    let mut found = Vec::new();
    for item in items {
        match item {
            Item::Fn(function) => found.push((None, &function.sig)),
            Item::Impl(block) if block.trait_.is_none() => {
                let of = block.self_ty.to_token_stream().to_string();
                found.extend(block.items.iter().filter_map(|item| match item {
                    ImplItem::Fn(method) => Some((Some(of.clone()), &method.sig)),
                    _ => None,
                }));
            }
            _ => {}
        }
    }
    found
}

fn sentences(contract: &Signature, written: &Signature) -> Vec<String> {
    let name = &written.ident;
    let mut sentences = Vec::new();
    let returns_future = |signature: &Signature| idents(signature.output.to_token_stream()).contains("Future");
    let is_awaited = |signature: &Signature| signature.asyncness.is_some() || returns_future(signature);
    if written.asyncness.is_some() && !is_awaited(contract) {
        let returned =
            if idents(written.output.to_token_stream()).contains("Stream") { "a stream" } else { "its result" };
        sentences
            .push(format!("you made `{name}` an `async fn`, so it returns a future of {returned}; remove `async`."));
    } else if !is_awaited(written) && is_awaited(contract) {
        sentences.push(format!("in the contract `{name}` is an `async fn`; without `async` nobody can await it."));
    }
    let bounds = |signature: &Signature| {
        let mut bounds = idents(signature.generics.to_token_stream());
        bounds.append(&mut idents(signature.generics.where_clause.to_token_stream()));
        bounds.append(&mut idents(signature.inputs.to_token_stream()));
        bounds
    };
    let (before, after) = (bounds(contract), bounds(written));
    let is_added = |bound: &&str| after.contains(*bound) && !before.contains(*bound);
    if is_added(&"Unpin") {
        sentences.push(
            "you added `Unpin`, which rustc proposed, and the streams that the tests pass are not `Unpin`; pin the stream \
             instead: `let mut stream = std::pin::pin!(stream);`."
                .to_owned(),
        );
    }
    for bound in PROPOSED_BOUNDS.iter().filter(|bound| is_added(bound)) {
        sentences.push(format!("you added the bound `{bound}`, which the contract does not ask of its callers."));
    }
    let (wanted, found) = (contract.inputs.len(), written.inputs.len());
    if wanted != found {
        sentences.push(format!("it takes {}, and in the contract {}.", parameters(found), parameters(wanted)));
    } else if sentences.is_empty() {
        for (wanted, found) in contract.inputs.iter().zip(&written.inputs).filter(|(a, b)| text_of(a) != text_of(b)) {
            sentences.push(format!("the parameter `{}` is `{}` in the contract.", source_of(found), source_of(wanted)));
        }
    }
    if sentences.is_empty() && is_awaited(contract) == is_awaited(written) && !returns_future(written) {
        let (wanted, found) = (returned(&contract.output), returned(&written.output));
        if wanted != found {
            sentences.push(format!("it returns `{found}`, and in the contract `{wanted}`."));
        }
    }
    sentences
}

fn parameters(count: usize) -> String {
    match count {
        0 => "no parameters".to_owned(),
        1 => "1 parameter".to_owned(),
        count => format!("{count} parameters"),
    }
}

/// Returns the type of a parameter, so that its name and a `mut` do not count.
fn text_of(parameter: &FnArg) -> String {
    match parameter {
        FnArg::Receiver(receiver) => receiver.to_token_stream().to_string(),
        FnArg::Typed(parameter) => parameter.ty.to_token_stream().to_string(),
    }
}

fn source_of(parameter: &FnArg) -> String {
    written(&parameter.to_token_stream())
}

fn returned(output: &ReturnType) -> String {
    match output {
        ReturnType::Default => "()".to_owned(),
        ReturnType::Type(_, of) => written(&of.to_token_stream()),
    }
}

/// Returns tokens in the usual form, without the spaces that their printer puts around each.
fn written(tokens: &TokenStream) -> String {
    let mut text = tokens.to_string();
    for (spaced, usual) in [
        (" :: ", "::"),
        (" < ", "<"),
        (" >", ">"),
        ("< ", "<"),
        (" ,", ","),
        ("& ", "&"),
        (" : ", ": "),
        ("' ", "'"),
        (" (", "("),
    ] {
        text = text.replace(spaced, usual);
    }
    text
}

fn idents(tokens: TokenStream) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for token in tokens {
        match token {
            TokenTree::Ident(ident) => drop(found.insert(ident.to_string())),
            TokenTree::Group(group) => found.append(&mut idents(group.stream())),
            _ => {}
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(stub: &str, written: &str) -> Vec<String> {
        between(stub, written).unwrap().into_iter().flat_map(|difference| difference.sentences).collect()
    }

    const STUB: &str = "pub fn ticks(n: u64) -> impl Stream<Item = u64> { todo!() }";

    #[test]
    fn a_function_made_async_returns_a_future_of_its_stream() {
        let written = "\n\npub async fn ticks(n: u64) -> impl Stream<Item = u64> { x }";
        let differences = between(STUB, written).unwrap();
        assert_eq!((differences[0].name.as_str(), differences[0].line), ("ticks", 3));
        let [sentence] = &differences[0].sentences[..] else { panic!("{differences:?}") };
        assert!(sentence.contains("an `async fn`, so it returns a future of a stream"), "{sentence}");
        let sentences = found("async fn f() -> u8 { 1 }", "fn f() -> u8 { 1 }");
        assert!(sentences[0].contains("without `async` nobody can await it"), "{sentences:?}");
    }

    #[test]
    fn a_bound_that_rustc_proposed_is_named() {
        let stub = "async fn sum(xs: impl Stream<Item = f64>) -> f64 { 1.0 }";
        for written in [
            "async fn sum(xs: impl Stream<Item = f64> + Unpin) -> f64 { 1.0 }",
            "async fn sum<S: Stream<Item = f64> + Unpin>(xs: S) -> f64 { 1.0 }",
            "async fn sum<S>(xs: S) -> f64 where S: Stream<Item = f64> + std::marker::Unpin { 1.0 }",
        ] {
            let sentences = found(stub, written);
            assert!(sentences[0].contains("you added `Unpin`, which rustc proposed"), "{sentences:?}");
        }
        let sentences = found("fn f<T>(x: T) {}", "fn f<T: Clone>(x: T) {}");
        assert!(sentences[0].contains("you added the bound `Clone`"), "{sentences:?}");
    }

    #[test]
    fn parameters_and_results_are_compared() {
        assert_eq!(
            found(STUB, "fn ticks() -> impl Stream<Item = u64> {}"),
            ["it takes no parameters, and in the contract 1 parameter."]
        );
        assert_eq!(
            found(STUB, "fn ticks(n: u32) -> impl Stream<Item = u64> {}"),
            ["the parameter `n: u32` is `n: u64` in the contract."]
        );
        assert_eq!(
            found(STUB, "fn ticks(n: u64) -> Vec<u64> {}"),
            ["it returns `Vec<u64>`, and in the contract `impl Stream<Item = u64>`."]
        );
        let methods = found("impl P { fn f(&self) -> u8 {} }", "impl P { fn f(&self) -> u16 {} } impl Q { fn f() {} }");
        assert_eq!(methods, ["it returns `u16`, and in the contract `u8`."]);
    }

    #[test]
    fn what_callers_do_not_see_is_no_difference() {
        assert!(found(STUB, "pub fn ticks(mut count: u64) -> impl Stream<Item = u64> {}").is_empty());
        assert!(found("async fn f() -> u8 { 1 }", "fn f() -> impl Future<Output = u8> { x }").is_empty());
        assert!(found(STUB, "fn helper() {}").is_empty());
        assert!(between(STUB, "fn").is_none());
    }
}
