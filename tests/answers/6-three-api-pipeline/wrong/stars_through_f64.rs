//! Fails: records::records_of_the_three_apis
//! Says: digits are lost
//! The number goes through an `f64`.

pub use solution::*;

use serde_json::Value;

pub fn record_of_repository(item: &Value) -> Result<Record, BadItem> {
    let stars = number(item, "stargazers_count")? as f64;
    let data = format!("{stars:.0} stars");
    Ok(Record { source: "github".into(), name: text(item, "name")?.to_owned(), data: Data::Text(data) })
}
