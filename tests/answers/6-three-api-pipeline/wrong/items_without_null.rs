//! Fails: process_items::gives_every_item_with_its_source_in_the_order_of_the_sources
//! Says: some items are dropped
//! It drops the items that are `null`.

pub use solution::*;

pub fn process_items<'a>(data: impl IntoIterator<Item = &'a Fetched<'a>>) -> impl Iterator<Item = Item<'a>> {
    data.into_iter().flat_map(|fetched| {
        let items = fetched.result.iter().flatten().filter(|value| !value.is_null());
        items.map(|value| Item { source: fetched.source, value })
    })
}
