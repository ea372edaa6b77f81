//! Earlier data that a step sees.

use std::convert::Infallible;

use data_flow::Options;
use data_flow::named::{Definition, Visibility, step};
use serde_json::{Value, json};

use crate::{Map, flow, returns, sees};

async fn run(definition: Definition, visibility: Visibility) -> Result<Value, String> {
    let options = Options::new().visibility(visibility);
    flow(definition).run_with(json!({"p": 0}), &options).await.map_err(|error| error.to_string())
}

#[tokio::test]
async fn without_visibility_a_step_sees_only_the_result_before_it() {
    let definition = returns(json!({"a": 1})) | returns(json!({"b": 1})) | sees();
    assert_eq!(run(definition, Visibility::None).await, Ok(json!({"seen": ["b"]})));
    assert_eq!(run(sees(), Visibility::None).await, Ok(json!({"seen": ["p"]})));
}

#[tokio::test]
async fn initial_shows_the_parameters_and_returns_them() {
    let definition = returns(json!({"a": 1})) | returns(json!({"b": 1})) | sees();
    assert_eq!(run(definition, Visibility::Initial).await, Ok(json!({"p": 0, "seen": ["b", "p"]})));
}

#[tokio::test]
async fn all_shows_everything_and_returns_it() {
    let definition = returns(json!({"a": 1})) | returns(json!({"b": 1})) | sees();
    let expected = json!({"p": 0, "a": 1, "b": 1, "seen": ["a", "b", "p"]});
    assert_eq!(run(definition, Visibility::All).await, Ok(expected));
}

#[tokio::test]
async fn a_sequence_in_a_group_sees_what_the_group_sees_and_not_its_siblings() {
    let branch = returns(json!({"c": 1})) | sees();
    let definition = returns(json!({"a": 1})) | (branch & returns(json!({"d": 1}))) | returns(json!({"e": 1}));
    let expected = json!({"p": 0, "a": 1, "c": 1, "d": 1, "e": 1, "seen": ["a", "c", "p"]});
    assert_eq!(run(definition, Visibility::All).await, Ok(expected));
}

#[tokio::test]
async fn an_equal_value_may_come_again_and_a_different_one_is_an_error() {
    let again = |value: u32| returns(json!({"a": 1})) | returns(json!({"p": value})).named("again");
    assert_eq!(run(again(0), Visibility::Initial).await, Ok(json!({"p": 0})));
    assert_eq!(run(again(7), Visibility::None).await, Ok(json!({"p": 7})));
    let message = "the step `again` returned another `p` than the parameters of the run: 7 and 0";
    assert_eq!(run(again(7), Visibility::Initial).await, Err(message.to_owned()));
    let message = "the step `again` returned another `p` than the earlier data: 7 and 0";
    assert_eq!(run(again(7), Visibility::All).await, Err(message.to_owned()));
}

#[tokio::test]
async fn a_name_that_is_there_twice_is_seen_once() {
    #[derive(serde::Serialize, serde::Deserialize)]
    struct Flattened {
        p: u32,
        #[serde(flatten)]
        rest: Map,
    }
    let reads = step(|data: Flattened| async move {
        Ok::<_, Infallible>(Map::from([("rest".to_owned(), json!(data.rest.into_keys().collect::<Vec<_>>()))]))
    });
    let definition = returns(json!({"a": 1, "p": 0})) | reads;
    for visibility in [Visibility::Initial, Visibility::All] {
        assert_eq!(run(definition.clone(), visibility).await.unwrap()["rest"], json!(["a"]));
    }
}
