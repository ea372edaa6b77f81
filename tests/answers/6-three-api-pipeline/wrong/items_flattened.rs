//! Fails: process_items::gives_every_item_with_its_source_in_the_order_of_the_sources
//! Says: and number
//! An item that is a list counts as several.

pub use solution::*;

use serde_json::Value;

pub fn process_items<'a>(data: impl IntoIterator<Item = &'a Fetched<'a>>) -> impl Iterator<Item = Item<'a>> {
    data.into_iter().flat_map(|fetched| {
        let items = fetched.result.iter().flatten().flat_map(|value| match value {
            Value::Array(values) => values.iter().collect::<Vec<_>>(),
            value => vec![value],
        });
        items.map(|value| Item { source: fetched.source, value })
    })
}
