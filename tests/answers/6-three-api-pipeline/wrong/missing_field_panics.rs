//! Fails: records::a_missing_field_is_named
//! Says: called `Option::unwrap()` on a `None` value
//! `KeyError`, in Rust: it unwraps a field.

pub use solution::*;

use serde_json::Value;

pub fn record_of_post(item: &Value) -> Result<Record, BadItem> {
    let name = item["title"].as_str().unwrap().to_owned();
    Ok(Record { source: "posts".into(), name, data: Data::Number(item["id"].as_i64().unwrap()) })
}
