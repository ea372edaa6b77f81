//! Fails: records::a_field_of_another_type_is_named
//! Says: an error for
//! `to_string` makes a text of any value.

pub use solution::*;

use serde_json::Value;

pub fn record_of_post(item: &Value) -> Result<Record, BadItem> {
    let title = item.get("title").ok_or_else(|| BadItem::missing("title"))?;
    let name = title.as_str().map_or_else(|| title.to_string(), str::to_owned);
    Ok(Record { source: "posts".into(), name, data: Data::Number(number(item, "id")?) })
}
