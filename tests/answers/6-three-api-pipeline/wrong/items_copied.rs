//! Fails: process_items::gives_every_item_with_its_source_in_the_order_of_the_sources
//! Says: it copies the items
//! It leaks a copy of each item, because the compiler asks for a longer lifetime.

pub use solution::*;

pub fn process_items<'a>(data: impl IntoIterator<Item = &'a Fetched<'a>>) -> impl Iterator<Item = Item<'a>> {
    data.into_iter().flat_map(|fetched| {
        let items = fetched.result.iter().flatten();
        items.map(|value| Item { source: fetched.source, value: Box::leak(Box::new(value.clone())) })
    })
}
