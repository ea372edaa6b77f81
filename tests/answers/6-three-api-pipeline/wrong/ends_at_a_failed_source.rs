//! Fails: process_items::gives_every_item_with_its_source_in_the_order_of_the_sources
//! Says: it yielded "three" of b
//! `map_while` ends at the first source that failed.

pub use solution::*;

pub fn process_items<'a>(data: impl IntoIterator<Item = &'a Fetched<'a>>) -> impl Iterator<Item = Item<'a>> {
    let good = data.into_iter().map_while(|fetched| Some((fetched.source, fetched.result.as_ref().ok()?)));
    good.flat_map(|(source, items)| items.iter().map(move |value| Item { source, value }))
}
