//! Fails: records::records_of_the_three_apis
//! Says: the number became a text
//! It converts the id of a post to a text.

pub use solution::*;

use serde_json::Value;

pub fn record_of_post(item: &Value) -> Result<Record, BadItem> {
    let data = Data::Text(number(item, "id")?.to_string());
    Ok(Record { source: "posts".into(), name: text(item, "title")?.to_owned(), data })
}
