//! Fails: records::records_of_the_three_apis
//! Says: they stay as they are
//! Without a first name, the space is missing, too.

pub use solution::*;

use serde_json::Value;

pub fn record_of_user(item: &Value) -> Result<Record, BadItem> {
    let name = format!("{} {}", text(item, "name.first")?, text(item, "name.last")?);
    let data = Data::Text(text(item, "email")?.to_owned());
    Ok(Record { source: "users".into(), name: name.trim().to_owned(), data })
}
