//! Fails: process_items::filter_keeps_the_items_of_one_source
//! Says: it ends after the first source of this name
//! The items of a name are taken for one run: a second source of that name, after another one, is lost.

pub use solution::*;

pub fn filter_by_source<'a>(items: impl Iterator<Item = Item<'a>>, name: &str) -> impl Iterator<Item = Item<'a>> {
    items.skip_while(move |item| item.source.name() != name).take_while(move |item| item.source.name() == name)
}
