//! Fails: records::a_missing_field_is_named
//! Says: `item["name"]` is null for both
//! An index finds `null` where there is no field.

pub use solution::*;

use serde_json::Value;

pub fn record_of_post(item: &Value) -> Result<Record, BadItem> {
    let title = item["title"].as_str().ok_or_else(|| BadItem::mistyped("title", "a text"))?;
    Ok(Record { source: "posts".into(), name: title.to_owned(), data: Data::Number(number(item, "id")?) })
}
