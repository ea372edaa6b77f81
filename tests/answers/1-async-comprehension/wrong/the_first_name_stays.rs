//! Fails: by_initial::puts_names_under_their_first_letter_in_their_order
//! Says: a name is left out if its letter has one already
//! The list is made, and then forgotten.

pub use solution::*;

use futures::{Stream, StreamExt as _};
use std::collections::BTreeMap;

pub async fn by_initial(names: impl Stream<Item = String>) -> BTreeMap<char, Vec<String>> {
    let mut names = std::pin::pin!(names);
    let mut groups: BTreeMap<char, Vec<String>> = BTreeMap::new();
    while let Some(name) = names.next().await {
        if let Some(initial) = name.chars().next() {
            groups.entry(initial).or_insert_with(|| vec![name]);
        }
    }
    groups
}
