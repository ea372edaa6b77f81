//! Fails: transform_data::transforms_each_of_many_equal_items
//! Says: it gives up after some items that cannot be used
//! After five bad items of a source, one after the other, it leaves out the others of this source.

pub use solution::*;

use std::collections::HashMap;

pub fn transform_data<'a>(items: impl Iterator<Item = Item<'a>>) -> impl Iterator<Item = Result<Record, SourceError>> {
    let mut bad_in_a_row: HashMap<String, usize> = HashMap::new();
    items.filter_map(move |Item { source, value }| {
        let count = bad_in_a_row.entry(source.name().to_owned()).or_default();
        if *count >= 5 {
            return None;
        }
        Some(match source.transform(value) {
            Ok(record) => {
                *count = 0;
                Ok(record)
            }
            Err(bad) => {
                *count += 1;
                Err(SourceError::new(source.name(), bad))
            }
        })
    })
}
