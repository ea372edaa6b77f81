//! Fails: process_items::sources_without_fields_are_several
//! Says: it tells the sources apart by their addresses
//! It asks for the name only if the address of the source changes, but all sources without fields have one address.

pub use solution::*;

pub fn process_items<'a>(data: impl IntoIterator<Item = &'a Fetched<'a>>) -> impl Iterator<Item = Item<'a>> {
    data.into_iter().flat_map(|fetched| {
        let source = fetched.source;
        fetched.result.iter().flatten().map(move |value| Item { source, value })
    })
}

pub fn filter_by_source<'a>(items: impl Iterator<Item = Item<'a>>, name: &str) -> impl Iterator<Item = Item<'a>> {
    let mut last: Option<(usize, bool)> = None;
    items.filter(move |item| {
        let address = std::ptr::from_ref(item.source).cast::<()>().addr();
        match last {
            Some((last, is_wanted)) if last == address => is_wanted,
            _ => {
                let is_wanted = item.source.name() == name;
                last = Some((address, is_wanted));
                is_wanted
            }
        }
    })
}
