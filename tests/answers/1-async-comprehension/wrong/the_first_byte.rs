//! Fails: by_initial::takes_a_letter_as_it_is_written
//! Says: the first byte is taken for the first letter
//! The first byte is not the first letter.

pub use solution::*;

use futures::{Stream, StreamExt as _};
use std::collections::BTreeMap;

pub async fn by_initial(names: impl Stream<Item = String>) -> BTreeMap<char, Vec<String>> {
    let mut names = std::pin::pin!(names);
    let mut groups: BTreeMap<char, Vec<String>> = BTreeMap::new();
    while let Some(name) = names.next().await {
        if let Some(initial) = name.bytes().next() {
            groups.entry(char::from(initial)).or_default().push(name);
        }
    }
    groups
}
