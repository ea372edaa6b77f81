//! Fails: transform_data::passes_records_and_errors_on_as_the_source_makes_them
//! Says: an error is changed on its way
//! Each bad item lacks a field.

pub use solution::*;

pub fn transform_data<'a>(items: impl Iterator<Item = Item<'a>>) -> impl Iterator<Item = Result<Record, SourceError>> {
    items.map(|Item { source, value }| {
        source.transform(value).map_err(|bad| SourceError::new(source.name(), BadItem::missing(bad.field)))
    })
}
