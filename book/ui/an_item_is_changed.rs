//! A step of a pipeline that changes an item through a shared reference.

use serde_json::{Value, json};

// ANCHOR: an_item_is_changed
fn with_source<'a>(items: &'a [Value], source: &'a str) -> impl Iterator<Item = &'a Value> {
    items.iter().map(move |item| {
        item["source"] = json!(source);
        item
    })
}
// ANCHOR_END: an_item_is_changed

fn main() {
    println!("{}", with_source(&[json!({})], "posts").count());
}
