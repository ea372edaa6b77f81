//! Fails: process_items::filter_pulls_no_further_than_to_the_next_item_that_it_gives
//! Says: needs no `Vec` in between
//! It collects the items that pass the filter.

pub use solution::*;

pub fn filter_by_source<'a>(items: impl Iterator<Item = Item<'a>>, name: &str) -> impl Iterator<Item = Item<'a>> {
    items.filter(|item| item.source.name() == name).collect::<Vec<_>>().into_iter()
}
