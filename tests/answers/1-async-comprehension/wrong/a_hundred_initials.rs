//! Fails: by_initial::takes_any_first_character_of_any_number_of_names
//! Says: only so many
//! There are no more than a hundred initials.

pub use solution::*;

use std::collections::BTreeMap;

use futures::{Stream, StreamExt as _};

pub async fn by_initial(names: impl Stream<Item = String>) -> BTreeMap<char, Vec<String>> {
    let mut by_initial: BTreeMap<char, Vec<String>> = BTreeMap::new();
    let mut names = std::pin::pin!(names);
    while let Some(name) = names.next().await {
        let Some(initial) = name.chars().next() else { continue };
        if by_initial.len() < 100 || by_initial.contains_key(&initial) {
            by_initial.entry(initial).or_default().push(name);
        }
    }
    by_initial
}
