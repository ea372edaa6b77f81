//! Task: records
//! JSON pointers, and the fields are looked at from the last to the first.

pub use solution::*;

use serde_json::Value;

fn at<'v>(item: &'v Value, pointer: &str, field: &'static str) -> Result<&'v Value, BadItem> {
    item.is_object()
        .then(|| item.pointer(pointer))
        .flatten()
        .filter(|_| !pointer.is_empty())
        .ok_or(BadItem::missing(field))
}

pub fn record_of_repository(item: &Value) -> Result<Record, BadItem> {
    let stars = at(item, "/stargazers_count", "stargazers_count")?;
    let Some(stars) = stars.as_i64() else { return Err(BadItem::mistyped("stargazers_count", "a whole number")) };
    let name = at(item, "/name", "name")?.as_str().ok_or(BadItem::mistyped("name", "a text"))?;
    Ok(Record { source: "github".to_owned().into(), name: name.into(), data: Data::Text(stars.to_string() + " stars") })
}

pub fn record_of_post(item: &Value) -> Result<Record, BadItem> {
    let Some(id) = at(item, "/id", "id")?.as_i64() else { return Err(BadItem::mistyped("id", "a whole number")) };
    let name = at(item, "/title", "title")?.as_str().ok_or(BadItem::mistyped("title", "a text"))?;
    Ok(Record { source: "posts".into(), name: name.into(), data: Data::Number(id) })
}

pub fn record_of_user(item: &Value) -> Result<Record, BadItem> {
    let email = text(item, "email")?;
    let name = [text(item, "name.last")?, text(item, "name.first")?];
    Ok(Record { source: "users".into(), name: [name[1], " ", name[0]].concat(), data: Data::Text(email.into()) })
}
