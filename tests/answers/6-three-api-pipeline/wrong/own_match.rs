//! Fails: transform_data::each_source_makes_the_records_of_its_items
//! Says: `source.transform` works for any source
//! It knows three names, and returns an error for any other.

pub use solution::*;

pub fn transform_data<'a>(items: impl Iterator<Item = Item<'a>>) -> impl Iterator<Item = Result<Record, SourceError>> {
    items.map(|Item { source, value }| {
        let record = match source.name() {
            "github" => record_of_repository(value),
            "posts" => record_of_post(value),
            "users" => record_of_user(value),
            _ => Err(BadItem::missing("source")),
        };
        record.map_err(|bad| SourceError::new(source.name(), bad))
    })
}
