//! Fails: by_initial::takes_any_first_character_of_any_number_of_names
//! Says: each letter keeps only so many
//! A group ends with its hundredth name.

pub use solution::*;

use futures::{Stream, StreamExt as _};
use std::collections::BTreeMap;

pub async fn by_initial(names: impl Stream<Item = String>) -> BTreeMap<char, Vec<String>> {
    let mut groups: BTreeMap<char, Vec<String>> = BTreeMap::new();
    names
        .for_each(|name| {
            if let Some(initial) = name.chars().next() {
                let group = groups.entry(initial).or_default();
                if group.len() < 100 {
                    group.push(name);
                }
            }
            std::future::ready(())
        })
        .await;
    groups
}
