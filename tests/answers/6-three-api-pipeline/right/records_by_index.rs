//! Task: records
//! It reads the fields by index and `as_str`, without the helper functions.

pub use solution::*;

use serde_json::Value;

fn as_text(value: Option<&Value>, field: &'static str) -> Result<String, BadItem> {
    match value {
        None => Err(BadItem::missing(field)),
        Some(Value::String(text)) => Ok(text.clone()),
        Some(_) => Err(BadItem::mistyped(field, "a text")),
    }
}

fn as_number(value: Option<&Value>, field: &'static str) -> Result<i64, BadItem> {
    let value = value.ok_or_else(|| BadItem::missing(field))?;
    value.as_i64().ok_or_else(|| BadItem::mistyped(field, "a whole number"))
}

pub fn record_of_repository(item: &Value) -> Result<Record, BadItem> {
    let name = as_text(item.get("name"), "name")?;
    let stars = as_number(item.get("stargazers_count"), "stargazers_count")?;
    Ok(Record { source: "github".into(), name, data: Data::Text(format!("{stars} stars")) })
}

pub fn record_of_post(item: &Value) -> Result<Record, BadItem> {
    let name = as_text(item.get("title"), "title")?;
    Ok(Record { source: "posts".into(), name, data: Data::Number(as_number(item.get("id"), "id")?) })
}

pub fn record_of_user(item: &Value) -> Result<Record, BadItem> {
    let first = as_text(item.pointer("/name/first"), "name.first")?;
    let last = as_text(item.pointer("/name/last"), "name.last")?;
    let email = as_text(item.get("email"), "email")?;
    Ok(Record { source: "users".into(), name: [first, last].join(" "), data: Data::Text(email) })
}
