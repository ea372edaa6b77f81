//! Definitions that are refused, and those that are not.

use std::convert::Infallible;

use data_flow::named::{DataFlow, Definition, DefinitionError, dispatch, group, sequence, source, step};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::{flow, returns};

#[derive(Serialize, Deserialize)]
struct Pair {
    a: u32,
    b: u32,
}

async fn pair(pair: Pair) -> Result<Pair, Infallible> {
    Ok(pair)
}

fn refused(definition: impl data_flow::named::IntoDefinition) -> String {
    DataFlow::new(definition).expect_err("the definition is wrong").to_string()
}

#[test]
fn empty_parts_are_refused() {
    assert_eq!(refused(sequence([])), "a sequence has no members");
    assert_eq!(refused(step(pair) | group([])), "a group has no members");
    assert_eq!(refused(step(pair) & dispatch("kind")), "a dispatch has no members");
}

#[test]
fn types_without_names_are_refused() {
    let number = step(|number: u32| async move { Ok::<_, Infallible>(Pair { a: number, b: 0 }) });
    assert_eq!(refused(number.named("number")), "the step `number` has an input of a type without names: u32");
    let list = source(|| async { Ok::<_, Infallible>(vec![1, 2]) });
    assert!(refused(list.named("list")).starts_with("the step `list` has an output of a type without names: "));
}

#[test]
fn names_that_are_not_there_cannot_be_renamed() {
    let message = "the step `pair` has no input `c` that could be renamed; there is `a`, `b`";
    assert_eq!(refused(step(pair).input("c", "d")), message);
    let message = "the step `pair` has no output `c` that could be renamed; there is `a`, `b`";
    assert_eq!(refused(step(pair).output("c", "d")), message);
    assert_eq!(refused(step(pair).output("a", "b")), "two outputs of the step `pair` would be named `b`");
    let message = "inputs and outputs are renamed at a single step, and `both` is none";
    assert_eq!(refused((step(pair) | step(pair)).named("both").input("a", "c")), message);
}

#[test]
fn a_key_is_registered_once() {
    let twice = dispatch("kind").on("x", step(pair)).on("x", step(pair));
    assert_eq!(DataFlow::new(twice).unwrap_err(), DefinitionError::SameKey("x".to_owned()));
}

#[tokio::test]
async fn a_dispatch_hands_on_what_its_step_returns() {
    let both = dispatch("kind").on("one", returns(json!({"a": 1, "b": 1}))).on("two", returns(json!({"a": 2})));
    let flow = flow(Definition::from(both) | step(pair));
    assert_eq!(flow.run::<_, Value>(json!({"kind": "one"})).await.unwrap(), json!({"a": 1, "b": 1}));
    let error = flow.run::<_, Value>(json!({"kind": "two"})).await.unwrap_err();
    assert_eq!(error.to_string(), "the step `pair` needs the input `b`, and there is only `a`");
    let error = flow.run::<_, Value>(json!({"knid": "two"})).await.unwrap_err();
    assert_eq!(error.to_string(), "the step `1` needs the input `kind`, and there is only `knid`");
}
