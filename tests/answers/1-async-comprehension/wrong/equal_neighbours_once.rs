//! Fails: by_initial::takes_any_first_character_of_any_number_of_names
//! Says: names are lost
//! A name that equals the one before it in its group is left out.

pub use solution::*;

use futures::{Stream, StreamExt as _};
use std::collections::BTreeMap;

pub async fn by_initial(names: impl Stream<Item = String>) -> BTreeMap<char, Vec<String>> {
    let mut groups: BTreeMap<char, Vec<String>> = BTreeMap::new();
    names
        .for_each(|name| {
            if let Some(initial) = name.chars().next() {
                groups.entry(initial).or_default().push(name);
            }
            groups.values_mut().for_each(Vec::dedup);
            std::future::ready(())
        })
        .await;
    groups
}
