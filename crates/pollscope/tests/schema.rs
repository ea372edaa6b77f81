//! `schema.json` describes exactly the JSON that a recording writes, no field more and no field less.

mod json_schema;

use std::time::Duration;

use json_schema::fits;
use pollscope::{Recording, Trace};
use serde_json::{Value, json};

fn schema() -> Value {
    serde_json::from_str(include_str!("../schema.json")).expect("schema.json is JSON")
}

/// Returns a trace with every kind of event, in which every field is set at least once.
async fn recorded() -> Trace {
    use futures::StreamExt;

    let recording = Recording::start();
    let (to, from) = tokio::sync::oneshot::channel();
    let answers = recording.future("answers", async {
        pollscope::future("pause", tokio::time::sleep(Duration::from_millis(5))).await;
        to.send(1).expect("the other side waits");
    });
    let ((), answer) = futures::join!(answers, recording.future("asks", from));
    assert_eq!(answer, Ok(1));
    let breaks = tokio::spawn(recording.future("breaks", async { panic!("on purpose") }));
    assert!(breaks.await.is_err_and(|error| error.is_panic()));
    let numbers: Vec<u8> = recording.stream("numbers", futures::stream::iter([1])).collect().await;
    assert_eq!(numbers, [1]);
    recording.trace()
}

#[tokio::test(start_paused = true)]
async fn a_trace_fits_the_schema() {
    let schema = schema();
    let trace = recorded().await;
    for json in [trace.to_json(), trace.to_json_with_real_times()] {
        let value: Value = serde_json::from_str(&json).unwrap();
        assert_eq!(fits(&value, &schema, &schema, ""), Ok(()));
    }
}

#[tokio::test(start_paused = true)]
async fn the_schema_names_no_field_and_no_word_that_a_trace_never_has() {
    let schema = schema();
    let value: Value = serde_json::from_str(&recorded().await.to_json_with_real_times()).unwrap();
    let all_events = value["events"].as_array().unwrap();
    for key in schema.pointer("/$defs/event/properties").unwrap().as_object().unwrap().keys() {
        assert!(all_events.iter().any(|event| event.get(key).is_some()), "no event has {key}");
    }
    for kind in schema.pointer("/$defs/event/properties/kind/enum").unwrap().as_array().unwrap() {
        assert!(all_events.iter().any(|event| event["kind"] == *kind), "no event is {kind}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_field_too_many_or_too_few_does_not_fit() {
    let schema = schema();
    let good: Value = serde_json::from_str(&recorded().await.to_json()).unwrap();
    let misfit = |change: fn(&mut Value)| {
        let mut value = good.clone();
        change(&mut value);
        fits(&value, &schema, &schema, "").is_err()
    };
    assert!(misfit(|trace| trace["version"] = json!(2)));
    assert!(misfit(|trace| trace["colour"] = json!("red")));
    assert!(misfit(|trace| trace["events"][0]["kind"] = json!("lost")));
    assert!(misfit(|trace| trace["events"][0]["at_ns"] = json!(-1)));
    assert!(misfit(|trace| trace["lanes"][0] = json!({ "name": "a", "kind": "future" })));
}
