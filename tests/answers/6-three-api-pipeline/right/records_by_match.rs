//! Task: records
//! It matches the fields of the object, and reads the last name first.

pub use solution::*;

use serde_json::{Map, Value};

fn fields(item: &Value) -> Map<String, Value> {
    item.as_object().cloned().unwrap_or_default()
}

fn take_text(fields: &mut Map<String, Value>, field: &str, full: &'static str) -> Result<String, BadItem> {
    match fields.remove(field) {
        Some(Value::String(text)) => Ok(text),
        Some(_) => Err(BadItem::mistyped(full, "a text")),
        None => Err(BadItem::missing(full)),
    }
}

fn take_number(fields: &mut Map<String, Value>, field: &'static str) -> Result<i64, BadItem> {
    match fields.remove(field) {
        Some(Value::Number(number)) => number.as_i64().ok_or_else(|| BadItem::mistyped(field, "a whole number")),
        Some(_) => Err(BadItem::mistyped(field, "a whole number")),
        None => Err(BadItem::missing(field)),
    }
}

pub fn record_of_repository(item: &Value) -> Result<Record, BadItem> {
    let mut item = fields(item);
    let name = take_text(&mut item, "name", "name")?;
    let data = Data::Text(take_number(&mut item, "stargazers_count")?.to_string() + " stars");
    Ok(Record { source: "github".into(), name, data })
}

pub fn record_of_post(item: &Value) -> Result<Record, BadItem> {
    let mut item = fields(item);
    let data = Data::Number(take_number(&mut item, "id")?);
    Ok(Record { source: "posts".into(), name: take_text(&mut item, "title", "title")?, data })
}

pub fn record_of_user(item: &Value) -> Result<Record, BadItem> {
    let mut item = fields(item);
    let mut names = item.remove("name").map(|name| fields(&name)).unwrap_or_default();
    let last = take_text(&mut names, "last", "name.last")?;
    let first = take_text(&mut names, "first", "name.first")?;
    let data = Data::Text(take_text(&mut item, "email", "email")?);
    Ok(Record { source: "users".into(), name: first + " " + &last, data })
}
