//! Fails: transform_data::passes_records_and_errors_on_as_the_source_makes_them
//! Says: the source of a record is overwritten
//! It writes the name of the source into each record.

pub use solution::*;

pub fn transform_data<'a>(items: impl Iterator<Item = Item<'a>>) -> impl Iterator<Item = Result<Record, SourceError>> {
    items.map(|Item { source, value }| match source.transform(value) {
        Ok(record) => Ok(Record { source: source.name().to_owned().into(), ..record }),
        Err(bad) => Err(SourceError::new(source.name(), bad)),
    })
}
