//! Task: transform_data
//! `from_fn`, with a `match`.

pub use solution::*;

pub fn transform_data<'a>(
    mut items: impl Iterator<Item = Item<'a>>,
) -> impl Iterator<Item = Result<Record, SourceError>> {
    std::iter::from_fn(move || {
        let item = items.next()?;
        Some(match item.source.transform(item.value) {
            Ok(record) => Ok(record),
            Err(bad) => Err(SourceError::new(item.source.name(), ErrorKind::BadItem(bad))),
        })
    })
}
