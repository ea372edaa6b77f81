//! Fails: transform_data::one_record_pulls_and_transforms_one_item
//! Says: needs no `Vec` in between
//! It makes all records before it yields the first one.

pub use solution::*;

pub fn transform_data<'a>(items: impl Iterator<Item = Item<'a>>) -> impl Iterator<Item = Result<Record, SourceError>> {
    let transform =
        |item: Item<'a>| item.source.transform(item.value).map_err(|bad| SourceError::new(item.source.name(), bad));
    items.map(transform).collect::<Vec<_>>().into_iter()
}
