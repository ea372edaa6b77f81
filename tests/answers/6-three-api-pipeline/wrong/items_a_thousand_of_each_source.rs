//! Fails: process_items::skips_any_number_of_sources_and_items
//! Says: it has a limit of its own
//! No source has more than a thousand items, it thinks.

pub use solution::*;

pub fn process_items<'a>(data: impl IntoIterator<Item = &'a Fetched<'a>>) -> impl Iterator<Item = Item<'a>> {
    data.into_iter().flat_map(|fetched| {
        let source = fetched.source;
        fetched.result.iter().flatten().take(1000).map(move |value| Item { source, value })
    })
}

pub fn filter_by_source<'a>(items: impl Iterator<Item = Item<'a>>, name: &str) -> impl Iterator<Item = Item<'a>> {
    items.filter(move |item| item.source.name() == name)
}
