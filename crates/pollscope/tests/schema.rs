//! `schema.json` describes what a recording writes: no field more, none less.

use std::time::Duration;

use pollscope::{Recording, Trace};
use serde_json::{Value, json};

/// Whether `value` fits `schema`: the part of JSON Schema that `schema.json` uses. An error says where it does not.
fn fits(value: &Value, schema: &Value, root: &Value, path: &str) -> Result<(), String> {
    for (keyword, asked) in schema.as_object().expect("a schema is an object") {
        let holds = match keyword.as_str() {
            "$schema" | "$defs" | "title" | "description" => true,
            "$ref" => {
                let target = asked.as_str().and_then(|path| root.pointer(path.strip_prefix('#')?));
                return fits(value, target.expect("a reference leads somewhere"), root, path);
            }
            "const" => value == asked,
            "enum" => asked.as_array().expect("a list").contains(value),
            "type" => match asked {
                Value::Array(types) => types.iter().any(|name| is_of_type(value, name)),
                name => is_of_type(value, name),
            },
            "minimum" => value.as_i64().is_none_or(|number| number >= asked.as_i64().expect("a number")),
            "required" => {
                asked.as_array().expect("a list").iter().all(|key| value.get(key.as_str().unwrap()).is_some())
            }
            "additionalProperties" => {
                let known = schema["properties"].as_object().expect("properties");
                value.as_object().is_none_or(|object| object.keys().all(|key| known.contains_key(key)))
            }
            "properties" => {
                for (key, of_key) in asked.as_object().expect("properties") {
                    if let Some(inner) = value.get(key) {
                        fits(inner, of_key, root, &format!("{path}/{key}"))?;
                    }
                }
                true
            }
            "items" => {
                for (index, item) in value.as_array().into_iter().flatten().enumerate() {
                    fits(item, asked, root, &format!("{path}/{index}"))?;
                }
                true
            }
            other => panic!("the schema uses {other:?}, which this test does not know"),
        };
        if !holds {
            return Err(format!("{path}: {value} does not fit {keyword} {asked}"));
        }
    }
    Ok(())
}

fn is_of_type(value: &Value, name: &Value) -> bool {
    match name.as_str().expect("a type is a name") {
        "object" => value.is_object(),
        "array" => value.is_array(),
        "string" => value.is_string(),
        "integer" => value.is_u64() || value.is_i64(),
        "null" => value.is_null(),
        other => panic!("the schema uses the type {other:?}, which this test does not know"),
    }
}

fn schema() -> Value {
    serde_json::from_str(include_str!("../schema.json")).expect("schema.json is JSON")
}

/// A trace in which every kind of event happens, and every field is set once.
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
