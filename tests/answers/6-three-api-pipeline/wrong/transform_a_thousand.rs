//! Fails: transform_data::passes_records_and_errors_on_as_the_source_makes_them
//! Says: it ends after
//! It makes no more than a thousand records.

pub use solution::*;

pub fn transform_data<'a>(items: impl Iterator<Item = Item<'a>>) -> impl Iterator<Item = Result<Record, SourceError>> {
    items
        .take(1_000)
        .map(|Item { source, value }| source.transform(value).map_err(|bad| SourceError::new(source.name(), bad)))
}
