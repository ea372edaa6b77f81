//! Fails: by_initial::takes_any_first_character_of_any_number_of_names
//! Says: spaces at the beginning are skipped
//! A name with a space before it goes under its first letter.

pub use solution::*;

use futures::{Stream, StreamExt as _};
use std::collections::BTreeMap;

pub async fn by_initial(names: impl Stream<Item = String>) -> BTreeMap<char, Vec<String>> {
    let mut groups: BTreeMap<char, Vec<String>> = BTreeMap::new();
    names
        .for_each(|name| {
            if let Some(initial) = name.trim_start().chars().next() {
                groups.entry(initial).or_default().push(name);
            }
            std::future::ready(())
        })
        .await;
    groups
}
