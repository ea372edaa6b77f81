//! Fails: transform_data::one_record_pulls_and_transforms_one_item
//! Says: it pulls 1 item for 1 of
//! `peekable` pulls one item more than is asked for.

pub use solution::*;

pub fn transform_data<'a>(items: impl Iterator<Item = Item<'a>>) -> impl Iterator<Item = Result<Record, SourceError>> {
    let mut items = items.peekable();
    std::iter::from_fn(move || {
        let item = items.next()?;
        let _is_last = items.peek().is_none();
        Some(item.source.transform(item.value).map_err(|bad| SourceError::new(item.source.name(), bad)))
    })
}
