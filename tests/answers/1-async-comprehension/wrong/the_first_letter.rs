//! Fails: by_initial::takes_any_first_character_of_any_number_of_names
//! Says: names are left out that do not begin with a letter
//! The first letter instead of the first character.

pub use solution::*;

use futures::{Stream, StreamExt as _};
use std::collections::BTreeMap;

pub async fn by_initial(names: impl Stream<Item = String>) -> BTreeMap<char, Vec<String>> {
    let mut groups: BTreeMap<char, Vec<String>> = BTreeMap::new();
    names
        .for_each(|name| {
            if let Some(initial) = name.chars().next().filter(|initial| initial.is_alphabetic()) {
                groups.entry(initial).or_default().push(name);
            }
            std::future::ready(())
        })
        .await;
    groups
}
