//! Fails: records::a_missing_field_is_named
//! Says: its field `name` is not an object
//! If `name` of a user is no object, the error says so of `name`.

pub use solution::*;

use serde_json::Value;

pub fn record_of_repository(item: &Value) -> Result<Record, BadItem> {
    let name = text(item, "name")?.to_owned();
    let stars = number(item, "stargazers_count")?;
    Ok(Record { source: "github".into(), name, data: Data::Text(format!("{stars} stars")) })
}

pub fn record_of_post(item: &Value) -> Result<Record, BadItem> {
    Ok(Record {
        source: "posts".into(),
        name: text(item, "title")?.to_owned(),
        data: Data::Number(number(item, "id")?),
    })
}

pub fn record_of_user(item: &Value) -> Result<Record, BadItem> {
    if item.get("name").is_some_and(|name| !name.is_object()) {
        return Err(BadItem::mistyped("name", "an object"));
    }
    let (first, last) = (text(item, "name.first")?, text(item, "name.last")?);
    Ok(Record {
        source: "users".into(),
        name: format!("{first} {last}"),
        data: Data::Text(text(item, "email")?.to_owned()),
    })
}
