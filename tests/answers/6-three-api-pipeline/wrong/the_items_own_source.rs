//! Fails: process_items::an_items_own_fields_say_nothing_about_its_source
//! Says: it takes the item's own field for its source
//! As in Python, where the tag is written into the item.

pub use solution::*;

pub fn filter_by_source<'a>(items: impl Iterator<Item = Item<'a>>, name: &str) -> impl Iterator<Item = Item<'a>> {
    items.filter(move |item| match item.value.get("source") {
        Some(source) => source == name,
        None => item.source.name() == name,
    })
}
