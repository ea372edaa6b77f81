//! Fails: transform_data::one_record_pulls_and_transforms_one_item
//! Says: it transforms each item twice
//! It makes each record twice: once to see if it can be made.

pub use solution::*;

pub fn transform_data<'a>(items: impl Iterator<Item = Item<'a>>) -> impl Iterator<Item = Result<Record, SourceError>> {
    items.map(|Item { source, value }| {
        if source.transform(value).is_err() {
            return source.transform(value).map_err(|bad| SourceError::new(source.name(), bad));
        }
        source.transform(value).map_err(|bad| SourceError::new(source.name(), bad))
    })
}
