//! Task: process_items
//! `filter_map`.

pub use solution::*;

pub fn process_items<'a>(data: impl IntoIterator<Item = &'a Fetched<'a>>) -> impl Iterator<Item = Item<'a>> {
    let good = data.into_iter().filter_map(|fetched| Some((fetched.source, fetched.result.as_ref().ok()?)));
    good.flat_map(|(source, items)| items.iter().map(move |value| Item { source, value }))
}

pub fn filter_by_source<'a>(items: impl Iterator<Item = Item<'a>>, name: &str) -> impl Iterator<Item = Item<'a>> {
    items.filter_map(move |item| (item.source.name() == name).then_some(item))
}
