//! Task: process_items
//! Boxed iterators, and a filter by `scan`.

pub use solution::*;

pub fn process_items<'a>(data: impl IntoIterator<Item = &'a Fetched<'a>>) -> impl Iterator<Item = Item<'a>> {
    data.into_iter().flat_map(|fetched| -> Box<dyn Iterator<Item = Item<'a>> + 'a> {
        match &fetched.result {
            Ok(items) => Box::new((0..items.len()).map(|at| Item { source: fetched.source, value: &items[at] })),
            Err(_) => Box::new(std::iter::empty()),
        }
    })
}

pub fn filter_by_source<'a>(items: impl Iterator<Item = Item<'a>>, name: &str) -> impl Iterator<Item = Item<'a>> {
    items.scan((), move |(), item| Some((item.source.name() == name).then_some(item))).flatten()
}
