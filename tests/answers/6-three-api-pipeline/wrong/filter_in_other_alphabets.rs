//! Fails: process_items::filter_keeps_the_items_of_one_source
//! Says: only items of sources with exactly this name
//! It ignores case outside of ASCII.

pub use solution::*;

pub fn filter_by_source<'a>(items: impl Iterator<Item = Item<'a>>, name: &str) -> impl Iterator<Item = Item<'a>> {
    items.filter(move |item| {
        let source = item.source.name();
        source == name || !source.is_ascii() && source.to_lowercase() == name.to_lowercase()
    })
}
