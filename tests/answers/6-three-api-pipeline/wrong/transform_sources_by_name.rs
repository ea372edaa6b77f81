//! Fails: transform_data::each_item_is_transformed_by_its_own_source
//! Says: it finds a source by its name
//! The first source of a name makes the records of all that are named like it.

pub use solution::*;

use std::collections::HashMap;

pub fn transform_data<'a>(items: impl Iterator<Item = Item<'a>>) -> impl Iterator<Item = Result<Record, SourceError>> {
    let mut sources: HashMap<&str, &dyn Source> = HashMap::new();
    items.map(move |Item { source, value }| {
        let source = *sources.entry(source.name()).or_insert(source);
        source.transform(value).map_err(|bad| SourceError::new(source.name(), bad))
    })
}
