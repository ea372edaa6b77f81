//! Fails: records::a_field_of_another_type_is_named
//! Says: a value of another type is converted
//! A number such as 5.0 counts as a whole number.

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
    let (first, last) = (text(item, "name.first")?, text(item, "name.last")?);
    Ok(Record {
        source: "users".into(),
        name: format!("{first} {last}"),
        data: Data::Text(text(item, "email")?.to_owned()),
    })
}

fn number(item: &Value, field: &'static str) -> Result<i64, BadItem> {
    match item.get(field).and_then(Value::as_f64) {
        Some(half) if half.fract() == 0.0 && half.abs() < 9e15 && item.get(field).is_some_and(Value::is_f64) => {
            Ok(half as i64)
        }
        _ => solution::number(item, field),
    }
}
