//! Fails: transform_data::passes_records_and_errors_on_as_the_source_makes_them
//! Says: a text is trimmed
//! It trims the name of each record.

pub use solution::*;

pub fn transform_data<'a>(items: impl Iterator<Item = Item<'a>>) -> impl Iterator<Item = Result<Record, SourceError>> {
    items.map(|Item { source, value }| match source.transform(value) {
        Ok(record) => Ok(Record { name: record.name.trim().to_owned(), ..record }),
        Err(bad) => Err(SourceError::new(source.name(), bad)),
    })
}
