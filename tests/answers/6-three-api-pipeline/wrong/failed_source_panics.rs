//! Fails: process_items::gives_every_item_with_its_source_in_the_order_of_the_sources
//! Says: called `Result::unwrap()` on an `Err` value
//! `None` is not iterable, in Rust: it unwraps the result of a failed source.

pub use solution::*;

pub fn process_items<'a>(data: impl IntoIterator<Item = &'a Fetched<'a>>) -> impl Iterator<Item = Item<'a>> {
    data.into_iter().flat_map(|fetched| {
        let items = fetched.result.as_ref().unwrap();
        items.iter().map(|value| Item { source: fetched.source, value })
    })
}
