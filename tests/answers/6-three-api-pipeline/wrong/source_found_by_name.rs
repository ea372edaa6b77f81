//! Fails: process_items::gives_every_item_with_its_source_in_the_order_of_the_sources
//! Says: it finds the source by its name
//! `find` returns only the first source of that name.

pub use solution::*;

pub fn process_items<'a>(data: impl IntoIterator<Item = &'a Fetched<'a>>) -> impl Iterator<Item = Item<'a>> {
    let mut known: Vec<&'a dyn Source> = Vec::new();
    data.into_iter().flat_map(move |fetched| {
        known.push(fetched.source);
        let source = known.iter().copied().find(|one| one.name() == fetched.source.name()).unwrap_or(fetched.source);
        fetched.result.iter().flatten().map(move |value| Item { source, value })
    })
}
