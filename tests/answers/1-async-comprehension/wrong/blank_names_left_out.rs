//! Fails: by_initial::takes_any_first_character_of_any_number_of_names
//! Says: nothing but white space
//! A name of spaces only is taken for empty.

pub use solution::*;

use std::collections::BTreeMap;
use std::pin::pin;

use futures::{Stream, StreamExt as _};

pub async fn by_initial(names: impl Stream<Item = String>) -> BTreeMap<char, Vec<String>> {
    let mut names = pin!(names);
    let mut groups = BTreeMap::<char, Vec<String>>::new();
    while let Some(name) = names.next().await {
        if name.trim().is_empty() {
            continue;
        }
        if let Some(initial) = name.chars().next() {
            groups.entry(initial).or_default().push(name);
        }
    }
    groups
}
