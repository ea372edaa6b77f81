//! Fails: transform_data::an_item_that_cannot_be_used_is_an_error_and_the_others_go_on
//! Says: it ends at the first bad item
//! It yields nothing after the first bad item.

pub use solution::*;

pub fn transform_data<'a>(items: impl Iterator<Item = Item<'a>>) -> impl Iterator<Item = Result<Record, SourceError>> {
    let mut ended = false;
    items.map_while(move |Item { source, value }| {
        if ended {
            return None;
        }
        let record = source.transform(value);
        ended = record.is_err();
        Some(record.map_err(|bad| SourceError::new(source.name(), bad)))
    })
}
