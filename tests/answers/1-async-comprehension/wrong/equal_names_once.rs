//! Fails: by_initial::puts_names_under_their_first_letter_in_their_order
//! Says: of equal names only one is kept
//! A list that is treated as a set.

pub use solution::*;

use futures::{Stream, StreamExt as _};
use std::collections::BTreeMap;

pub async fn by_initial(names: impl Stream<Item = String>) -> BTreeMap<char, Vec<String>> {
    let mut names = std::pin::pin!(names);
    let mut groups: BTreeMap<char, Vec<String>> = BTreeMap::new();
    while let Some(name) = names.next().await {
        if let Some(initial) = name.chars().next() {
            let group = groups.entry(initial).or_default();
            if !group.contains(&name) {
                group.push(name);
            }
        }
    }
    groups
}
