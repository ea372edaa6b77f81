//! Fails: transform_data::passes_records_and_errors_on_as_the_source_makes_them
//! Says: its last digits are lost
//! A number goes through an `f64`.

pub use solution::*;

pub fn transform_data<'a>(items: impl Iterator<Item = Item<'a>>) -> impl Iterator<Item = Result<Record, SourceError>> {
    items.map(|Item { source, value }| match source.transform(value) {
        Ok(Record { data: Data::Number(number), source, name }) => {
            Ok(Record { data: Data::Number(number as f64 as i64), source, name })
        }
        Ok(record) => Ok(record),
        Err(bad) => Err(SourceError::new(source.name(), bad)),
    })
}
