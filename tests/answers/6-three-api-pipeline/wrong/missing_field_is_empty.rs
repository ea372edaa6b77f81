//! Fails: records::a_missing_field_is_named
//! Says: it returned the record users:
//! A missing field becomes an empty text.

pub use solution::*;

use serde_json::Value;

pub fn record_of_user(item: &Value) -> Result<Record, BadItem> {
    let field = |field| text(item, field).unwrap_or_default();
    let name = format!("{} {}", field("name.first"), field("name.last"));
    Ok(Record { source: "users".into(), name, data: Data::Text(field("email").to_owned()) })
}
