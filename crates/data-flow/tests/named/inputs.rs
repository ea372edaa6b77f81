//! The inputs and outputs of a step.

use std::convert::Infallible;
use std::error::Error as _;

use data_flow::named::{blocking, dispatch, source, step};
use data_flow::{ErrorKind, Retry};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::{Map, flow, returns};

#[derive(Debug, Serialize, Deserialize)]
struct Row {
    id: u64,
    #[serde(rename = "full name")]
    name: String,
    score: Option<f64>,
    #[serde(default)]
    tags: Vec<String>,
}

async fn describe(row: Row) -> Result<Map, Infallible> {
    let text = format!("{} {} {:?} {}", row.id, row.name, row.score, row.tags.len());
    Ok(Map::from([("text".to_owned(), json!(text))]))
}

#[tokio::test]
async fn fields_are_inputs_extra_names_are_ignored_and_large_numbers_are_exact() {
    let parameters = json!({"id": u64::MAX, "full name": "Ada", "score": 0.1, "tags": ["a"], "more": {"x": 1}});
    let result: Value = flow(step(describe)).run(parameters).await.unwrap();
    assert_eq!(result, json!({"text": format!("{} Ada Some(0.1) 1", u64::MAX)}));
    let result: Value = flow(step(describe)).run(json!({"id": 0, "full name": ""})).await.unwrap();
    assert_eq!(result, json!({"text": "0  None 0"}));
}

#[tokio::test]
async fn an_input_that_cannot_be_read_is_named_with_the_reason() {
    let error = flow(step(describe)).run::<_, Value>(json!({"id": -1, "full name": "Ada"})).await.unwrap_err();
    assert_eq!(error.to_string(), "the step `describe` cannot read its input `id`");
    assert!(error.source().unwrap().to_string().contains("-1"), "{:?}", error.source());
}

#[tokio::test]
async fn a_missing_input_is_found_before_the_first_step_wherever_it_is() {
    let panics = || source(|| async { if true { panic!("it ran") } else { Ok::<(), Infallible>(()) } });
    let missing = "describe` needs the input `full name`, and there is only `id`";
    // The step before it is known to return something else.
    let after = flow(panics() | step(describe));
    let error = after.run::<_, Value>(json!({"full name": "not visible here"})).await.unwrap_err();
    assert_eq!(error.to_string(), "the step `describe` needs the input `id`, and there is nothing");
    // In a group, in a sequence of the group, and behind a group.
    for definition in [
        panics() & step(describe),
        panics() & (step(describe) | panics()),
        panics() & (panics() & step(describe)) | panics(),
    ] {
        let error = flow(definition).run::<_, Value>(json!({"id": 1})).await.unwrap_err();
        assert!(error.to_string().ends_with(missing), "{error}");
    }
}

#[tokio::test]
async fn a_step_that_returns_any_names_is_trusted_until_it_runs() {
    let fine = flow(returns(json!({"id": 1, "full name": "Ada"})) | step(describe));
    assert_eq!(fine.run::<_, Value>(()).await.unwrap(), json!({"text": "1 Ada None 0"}));
    let wrong = flow(returns(json!({"id": 1, "name": "Ada"})) | step(describe));
    let error = wrong.run::<_, Value>(()).await.unwrap_err();
    assert_eq!(error.to_string(), "the step `describe` needs the input `full name`, and there is `id`, `name`");
}

#[tokio::test]
async fn the_unit_needs_nothing_and_returns_nothing() {
    async fn nothing((): ()) -> Result<(), Infallible> {
        Ok(())
    }
    flow(step(nothing)).run::<_, ()>(json!({"a": 1})).await.unwrap();
    let result: Value = flow(step(nothing) | returns(json!({"b": 1}))).run(()).await.unwrap();
    assert_eq!(result, json!({"b": 1}));
}

#[tokio::test]
async fn blocking_steps_have_names_too() {
    let length = blocking(|row: Row| Ok::<_, Infallible>(Map::from([("length".to_owned(), json!(row.name.len()))])));
    let result: Value = flow(length).run(json!({"id": 1, "full name": "Ada"})).await.unwrap();
    assert_eq!(result, json!({"length": 3}));
}

#[tokio::test]
async fn parameters_and_results_are_structs() {
    #[derive(Serialize, Deserialize, Debug, PartialEq)]
    struct Text {
        text: String,
    }
    let row = Row { id: 7, name: "Ada".to_owned(), score: None, tags: vec![] };
    let result: Text = flow(step(describe)).run(row).await.unwrap();
    assert_eq!(result, Text { text: "7 Ada None 0".to_owned() });
    let error = flow(step(describe)).run::<_, Value>(7).await.unwrap_err();
    assert_eq!(error.to_string(), "the flow cannot convert its parameters");
    let error = flow(returns(json!({"txet": ""}))).run::<_, Text>(()).await.unwrap_err();
    assert_eq!(error.to_string(), "the flow cannot convert its result");
}

#[tokio::test]
async fn names_are_replaced_for_a_step_that_takes_any_names_too() {
    let sees_values =
        || step(|data: Map| async move { Ok::<_, Infallible>(Map::from([("seen".to_owned(), json!(data))])) });
    let parameters = json!({"a": 1, "b": 2, "c": 3});
    let seen = async |definition| flow(definition).run::<_, Value>(&parameters).await.unwrap()["seen"].clone();
    assert_eq!(seen(sees_values()).await, parameters);
    assert_eq!(seen(sees_values().input("x", "a")).await, json!({"x": 1, "b": 2, "c": 3}));
    assert_eq!(seen(sees_values().input("a", "b")).await, json!({"a": 2, "c": 3}));
    assert_eq!(seen(sees_values().input("a", "b").input("b", "a")).await, json!({"a": 2, "b": 1, "c": 3}));
    assert_eq!(seen(sees_values().input("a", "missing")).await, json!({"b": 2, "c": 3}));
}

#[tokio::test]
async fn a_result_is_read_like_an_input() {
    #[derive(Serialize, Deserialize, Debug, PartialEq)]
    #[serde(rename_all = "snake_case")]
    enum Outcome {
        Rows { count: u64 },
        Nothing,
    }
    let rows = || returns(json!({"rows": {"count": 3}}));
    assert_eq!(flow(rows()).run::<_, Outcome>(()).await.unwrap(), Outcome::Rows { count: 3 });
    flow(rows()).run::<_, ()>(()).await.unwrap();
    assert_eq!(flow(returns(json!({}))).run::<_, Option<Row>>(()).await.unwrap().map(|row| row.id), None);
    let error = flow(rows()).run::<_, Row>(()).await.unwrap_err();
    assert_eq!(error.source().unwrap().to_string(), "missing field `id`");
    // The names that an enum has are those that JSON gives it.
    let result: Value = flow(returns(json!({"a": 1}))).run(Outcome::Rows { count: 3 }).await.unwrap();
    assert_eq!(result, json!({"a": 1}));
    let error = flow(rows()).run::<_, Value>(Outcome::Nothing).await.unwrap_err();
    assert_eq!(error.to_string(), "the flow cannot convert its parameters");
}

#[tokio::test]
async fn a_step_may_leave_out_fields_of_its_result() {
    #[derive(Serialize, Deserialize)]
    struct Found {
        #[serde(skip_serializing_if = "Option::is_none")]
        row: Option<u64>,
        #[serde(flatten)]
        more: Map,
    }
    #[derive(Serialize, Deserialize)]
    struct Sparse {
        #[serde(skip_serializing_if = "Option::is_none", default)]
        row: Option<u64>,
        count: u64,
    }
    let found = |row| {
        source(move || async move { Ok::<_, Infallible>(Found { row, more: Map::from([("m".to_owned(), json!(1))]) }) })
    };
    assert_eq!(flow(found(None)).run::<_, Value>(()).await.unwrap(), json!({"m": 1}));
    assert_eq!(flow(found(Some(2))).run::<_, Value>(()).await.unwrap(), json!({"row": 2, "m": 1}));
    // Three steps: the third one writes where the first one has written.
    let sparse =
        |row| step(move |data: Map| async move { Ok::<_, Infallible>(Sparse { row, count: data.len() as u64 }) });
    let chain = flow(sparse(Some(1)) | sparse(None) | sparse(None) | sparse(None));
    assert_eq!(chain.run::<_, Value>(()).await.unwrap(), json!({"count": 1}));
}

#[tokio::test]
async fn a_result_without_names_is_an_error_of_its_step() {
    #[derive(Deserialize)]
    struct Odd {}
    impl Serialize for Odd {
        fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
            serializer.serialize_bool(true)
        }
    }
    let odd = source(|| async { Ok::<_, Infallible>(Odd {}) });
    let error = flow(odd.named("odd")).run::<_, Value>(()).await.unwrap_err();
    assert_eq!(error.to_string(), "the step `odd` returned a truth value, which has no names");
}

#[tokio::test]
async fn a_panic_and_a_timeout_have_their_path() {
    let panics = step(|row: Row| async move {
        assert!(row.id != 1, "the id was 1");
        Ok::<_, Infallible>(())
    });
    let error = flow(returns(json!({"a": 1})).named("first") | (panics.named("check") & returns(json!({}))));
    let error = error.run::<_, Value>(()).await.unwrap_err();
    assert_eq!(error.path().to_string(), "2/check");
    assert!(matches!(error.kind(), ErrorKind::MissingInput { .. }));
    let panics = step(|row: Row| async move {
        assert!(row.id != 1, "the id was 1");
        Ok::<_, Infallible>(())
    });
    let error = flow(panics.named("check")).run::<_, Value>(json!({"id": 1, "full name": ""})).await.unwrap_err();
    assert_eq!(error.to_string(), "the step `check` panicked: the id was 1");
}

#[tokio::test]
async fn a_panic_has_its_path_wherever_the_step_is() {
    let check = || {
        let panics = step(|data: Map| async move {
            tokio::task::yield_now().await;
            assert!(!data.contains_key("bad"), "it was bad");
            Ok::<_, Infallible>(data)
        });
        panics.named("check")
    };
    let fine = || returns(json!({"bad": 1})).named("fine");
    let cases = [
        (fine() | check(), "check"),
        (fine() | fine() & (fine() | check()), "2/2/check"),
        (fine() | (fine() & (fine() | check()).named("load")).collect_errors(), "2/load/check"),
        (fine() | check().timeout(crate::ms(5)), "check"),
        (fine() | dispatch("bad").on("1", check().retry(Retry::attempts(3))), "2/check"),
    ];
    for (definition, path) in cases {
        let flow = flow(definition);
        for _ in 0..2 {
            let error = flow.run::<_, Value>(()).await.unwrap_err();
            assert_eq!(error.path().to_string(), path);
            assert!(matches!(error.kind(), ErrorKind::Panicked(message) if message == "it was bad"));
        }
    }
    // A member that panics lets the others run to their end, if the group collects.
    let failing = step(|_: Map| async { Err::<(), _>("no luck") }).named("failing");
    let error = flow(fine() | (check() & failing).collect_errors()).run::<_, Value>(()).await.unwrap_err();
    assert_eq!(error.path().to_string(), "2/failing");
    assert_eq!(error.others()[0].path().to_string(), "2/check");
}
