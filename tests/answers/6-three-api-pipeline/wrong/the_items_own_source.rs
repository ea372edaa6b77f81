//! Fails: items::an_items_own_fields_say_nothing_about_its_source
//! Says: the item's own field is taken for its source
//! As in the original, where the tag was written into the item.

pub use solution::*;

pub fn filter_by_source<'a>(items: impl Iterator<Item = Item<'a>>, name: &str) -> impl Iterator<Item = Item<'a>> {
    items.filter(move |item| match item.value.get("source") {
        Some(source) => source == name,
        None => item.source.name() == name,
    })
}
