//! Fails: process_items::looks_at_a_source_when_its_items_are_asked_for
//! Says: needs no `Vec` in between
//! It collects all items first.

pub use solution::*;

pub fn process_items<'a>(data: impl IntoIterator<Item = &'a Fetched<'a>>) -> impl Iterator<Item = Item<'a>> {
    let mut items = Vec::new();
    for fetched in data {
        for value in fetched.result.iter().flatten() {
            items.push(Item { source: fetched.source, value });
        }
    }
    items.into_iter()
}
