//! Fails: records::records_of_the_three_apis
//! Says: it reads another field of the item
//! It uses the name with the owner.

pub use solution::*;

use serde_json::Value;

pub fn record_of_repository(item: &Value) -> Result<Record, BadItem> {
    let data = Data::Text(format!("{} stars", number(item, "stargazers_count")?));
    let name = item.get("full_name").and_then(Value::as_str).unwrap_or_default().to_owned();
    Ok(Record { source: "github".into(), name, data })
}
