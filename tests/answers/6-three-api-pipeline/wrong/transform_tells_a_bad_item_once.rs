//! Fails: transform_data::one_record_pulls_and_transforms_one_item
//! Says: an item is left out
//! A bad item with the same error as the one before it is left out.

pub use solution::*;

pub fn transform_data<'a>(items: impl Iterator<Item = Item<'a>>) -> impl Iterator<Item = Result<Record, SourceError>> {
    let mut last: Option<BadItem> = None;
    items.filter_map(move |item| match item.source.transform(item.value) {
        Ok(record) => {
            last = None;
            Some(Ok(record))
        }
        Err(bad) if last.as_ref() == Some(&bad) => None,
        Err(bad) => {
            last = Some(bad.clone());
            Some(Err(SourceError::new(item.source.name(), bad)))
        }
    })
}
