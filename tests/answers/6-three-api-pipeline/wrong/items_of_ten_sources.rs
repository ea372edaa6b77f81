//! Fails: process_items::gives_every_item_with_its_source_in_the_order_of_the_sources
//! Says: some items are dropped
//! There are never more than ten sources.

pub use solution::*;

pub fn process_items<'a>(data: impl IntoIterator<Item = &'a Fetched<'a>>) -> impl Iterator<Item = Item<'a>> {
    data.into_iter().take(10).flat_map(|fetched| {
        let items = fetched.result.iter().flatten();
        items.map(|value| Item { source: fetched.source, value })
    })
}
