//! Fails: process_items::filter_keeps_the_items_of_one_source
//! Says: it ends after the first source of this name
//! It assumes that the items of one name come one after the other.

pub use solution::*;

pub fn filter_by_source<'a>(items: impl Iterator<Item = Item<'a>>, name: &str) -> impl Iterator<Item = Item<'a>> {
    items.skip_while(move |item| item.source.name() != name).take_while(move |item| item.source.name() == name)
}
