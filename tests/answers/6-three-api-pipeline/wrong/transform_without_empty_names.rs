//! Fails: transform_data::passes_records_and_errors_on_as_the_source_makes_them
//! Says: a text may be empty
//! A record with an empty name is left out.

pub use solution::*;

pub fn transform_data<'a>(items: impl Iterator<Item = Item<'a>>) -> impl Iterator<Item = Result<Record, SourceError>> {
    items
        .map(|item| item.source.transform(item.value).map_err(|bad| SourceError::new(item.source.name(), bad)))
        .filter(|result| result.as_ref().is_ok_and(|record| !record.name.is_empty()) || result.is_err())
}
