//! Fails: transform_data::passes_records_and_errors_on_as_the_source_makes_them
//! Says: although there are more
//! After 32 bad items in a row it ends.

pub use solution::*;

pub fn transform_data<'a>(items: impl Iterator<Item = Item<'a>>) -> impl Iterator<Item = Result<Record, SourceError>> {
    let mut bad_ones = 0;
    items
        .map(|item| item.source.transform(item.value).map_err(|bad| SourceError::new(item.source.name(), bad)))
        .take_while(move |result| {
            bad_ones = if result.is_err() { bad_ones + 1 } else { 0 };
            bad_ones <= 32
        })
}
