//! Task: transform_data
//! Each item becomes an iterator of one result.

pub use solution::*;

pub fn transform_data<'a>(items: impl Iterator<Item = Item<'a>>) -> impl Iterator<Item = Result<Record, SourceError>> {
    items.flat_map(|item| {
        let record = item.source.transform(item.value);
        std::iter::once(record.map_err(|bad| SourceError::new(item.source.name(), bad)))
    })
}
