//! Fails: records::records_of_the_three_apis
//! Says: has no sign
//! A number of stars is never negative, it thinks.

pub use solution::*;

use serde_json::Value;

pub fn record_of_repository(item: &Value) -> Result<Record, BadItem> {
    let stars = item.get("stargazers_count").ok_or_else(|| BadItem::missing("stargazers_count"))?;
    let stars = stars.as_u64().filter(|stars| i64::try_from(*stars).is_ok());
    let stars = stars.ok_or_else(|| BadItem::mistyped("stargazers_count", "a whole number"))?;
    let data = format!("{stars} stars");
    Ok(Record { source: "github".into(), name: text(item, "name")?.to_owned(), data: Data::Text(data) })
}
