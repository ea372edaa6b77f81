//! Fails: records::a_field_of_another_type_is_named
//! Says: a value of another type is converted
//! A number that no `i64` holds becomes the largest one.

pub use solution::*;

use serde_json::Value;

pub fn record_of_post(item: &Value) -> Result<Record, BadItem> {
    let id = match item.get("id").and_then(Value::as_u64) {
        Some(large) => i64::try_from(large).unwrap_or(i64::MAX),
        None => number(item, "id")?,
    };
    Ok(Record { source: "posts".into(), name: text(item, "title")?.to_owned(), data: Data::Number(id) })
}
