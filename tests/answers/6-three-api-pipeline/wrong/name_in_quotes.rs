//! Fails: records::records_of_the_three_apis
//! Says: `to_string()` of a JSON value writes JSON
//! `to_string()` of a JSON value.

pub use solution::*;

use serde_json::Value;

pub fn record_of_repository(item: &Value) -> Result<Record, BadItem> {
    text(item, "name")?;
    let data = format!("{} stars", number(item, "stargazers_count")?);
    Ok(Record { source: "github".into(), name: item["name"].to_string(), data: Data::Text(data) })
}
