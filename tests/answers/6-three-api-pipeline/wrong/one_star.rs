//! Fails: records::records_of_the_three_apis
//! Says: the word is always `stars`
//! It writes `1 star`.

pub use solution::*;

use serde_json::Value;

pub fn record_of_repository(item: &Value) -> Result<Record, BadItem> {
    let stars = number(item, "stargazers_count")?;
    let data = if stars == 1 { "1 star".to_owned() } else { format!("{stars} stars") };
    Ok(Record { source: "github".into(), name: text(item, "name")?.to_owned(), data: Data::Text(data) })
}
