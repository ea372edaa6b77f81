//! Fails: records::a_missing_field_is_named
//! Says: it takes the values of a list for fields
//! It lets serde make a struct of a post, and serde also makes one of a list: `["title", 1]`.

pub use solution::*;

use serde::Deserialize;
use serde_json::Value;

#[derive(Deserialize)]
struct Post {
    title: String,
    id: i64,
}

pub fn record_of_repository(item: &Value) -> Result<Record, BadItem> {
    let name = text(item, "name")?.to_owned();
    let stars = number(item, "stargazers_count")?;
    Ok(Record { source: "github".into(), name, data: Data::Text(format!("{stars} stars")) })
}

pub fn record_of_post(item: &Value) -> Result<Record, BadItem> {
    match Post::deserialize(item) {
        Ok(Post { title, id }) => Ok(Record { source: "posts".into(), name: title, data: Data::Number(id) }),
        // serde's error doesn't say which field it was.
        Err(_) => {
            let bad = text(item, "title").err().or_else(|| number(item, "id").err());
            Err(bad.unwrap_or_else(|| BadItem::missing("title")))
        }
    }
}

pub fn record_of_user(item: &Value) -> Result<Record, BadItem> {
    let name = format!("{} {}", text(item, "name.first")?, text(item, "name.last")?);
    Ok(Record { source: "users".into(), name, data: Data::Text(text(item, "email")?.to_owned()) })
}
