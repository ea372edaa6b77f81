//! Task: records
//! It reads the helper functions in another order, and builds the texts piece by piece.

pub use solution::*;

use serde_json::Value;
use std::fmt::Write as _;

pub fn record_of_repository(item: &Value) -> Result<Record, BadItem> {
    let name = text(item, "name")?.into();
    let mut data = String::new();
    let _ = write!(data, "{} stars", number(item, "stargazers_count")?);
    Ok(Record { source: String::from("github").into(), name, data: Data::Text(data) })
}

pub fn record_of_post(item: &Value) -> Result<Record, BadItem> {
    let (name, id) = (text(item, "title")?, number(item, "id")?);
    Ok(Record { source: "posts".into(), name: name.to_string(), data: Data::Number(id) })
}

pub fn record_of_user(item: &Value) -> Result<Record, BadItem> {
    let data = Data::Text(text(item, "email")?.to_string());
    let last = text(item, "name.last")?;
    let mut name = text(item, "name.first")?.to_string();
    name.push(' ');
    name.push_str(last);
    Ok(Record { source: "users".into(), name, data })
}
