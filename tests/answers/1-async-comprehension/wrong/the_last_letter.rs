//! Fails: by_initial::puts_names_under_their_first_letter_in_their_order
//! Says: under a letter that is not their first
//! `last` for `next`.

pub use solution::*;

use futures::{Stream, StreamExt as _};
use std::collections::BTreeMap;

pub async fn by_initial(names: impl Stream<Item = String>) -> BTreeMap<char, Vec<String>> {
    let mut names = std::pin::pin!(names);
    let mut groups: BTreeMap<char, Vec<String>> = BTreeMap::new();
    while let Some(name) = names.next().await {
        if let Some(letter) = name.chars().last() {
            groups.entry(letter).or_default().push(name);
        }
    }
    groups
}
