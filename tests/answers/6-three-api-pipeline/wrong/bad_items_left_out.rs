//! Fails: transform_data::an_item_that_cannot_be_used_is_an_error_and_the_others_go_on
//! Says: bad items are left out, without an error
//! `filter_map` with `ok()` drops the errors.

pub use solution::*;

pub fn transform_data<'a>(items: impl Iterator<Item = Item<'a>>) -> impl Iterator<Item = Result<Record, SourceError>> {
    items.filter_map(|Item { source, value }| source.transform(value).ok().map(Ok))
}
