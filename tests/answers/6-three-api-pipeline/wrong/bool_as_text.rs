//! Fails: records::a_field_of_another_type_is_named
//! Says: a value of another type is converted
//! A title that is `true` is a text.

pub use solution::*;

use serde_json::Value;

pub fn record_of_post(item: &Value) -> Result<Record, BadItem> {
    let name = match item.get("title") {
        Some(Value::Bool(title)) => title.to_string(),
        _ => text(item, "title")?.to_owned(),
    };
    Ok(Record { source: "posts".into(), name, data: Data::Number(number(item, "id")?) })
}
