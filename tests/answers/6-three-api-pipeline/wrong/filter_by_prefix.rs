//! Fails: process_items::filter_keeps_the_items_of_one_source
//! Says: because no source has exactly this name
//! It also keeps names that only begin like the filter.

pub use solution::*;

pub fn filter_by_source<'a>(items: impl Iterator<Item = Item<'a>>, name: &str) -> impl Iterator<Item = Item<'a>> {
    items.filter(move |item| item.source.name() == name || (name.len() == 3 && item.source.name().starts_with(name)))
}
