//! Fails: records::records_of_the_three_apis
//! Says: it changes the letters
//! Addresses are compared in small letters, it thinks.

pub use solution::*;

use serde_json::Value;

pub fn record_of_user(item: &Value) -> Result<Record, BadItem> {
    let name = format!("{} {}", text(item, "name.first")?, text(item, "name.last")?);
    Ok(Record { source: "users".into(), name, data: Data::Text(text(item, "email")?.to_lowercase()) })
}
