//! Fails: items::filter_keeps_the_items_of_one_source
//! Says: it ends behind the first source of this name
//! As if the items of one name stood side by side.

pub use solution::*;

pub fn filter_by_source<'a>(items: impl Iterator<Item = Item<'a>>, name: &str) -> impl Iterator<Item = Item<'a>> {
    items.skip_while(move |item| item.source.name() != name).take_while(move |item| item.source.name() == name)
}
