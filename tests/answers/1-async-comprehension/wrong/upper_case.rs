//! Fails: by_initial::takes_a_letter_as_it_is_written
//! Says: the case of letters is changed
//! `ada` lands under `A`.

pub use solution::*;

use futures::{Stream, StreamExt as _};
use std::collections::BTreeMap;

pub async fn by_initial(names: impl Stream<Item = String>) -> BTreeMap<char, Vec<String>> {
    let mut names = std::pin::pin!(names);
    let mut groups: BTreeMap<char, Vec<String>> = BTreeMap::new();
    while let Some(name) = names.next().await {
        if let Some(initial) = name.chars().next() {
            groups.entry(initial.to_ascii_uppercase()).or_default().push(name);
        }
    }
    groups
}
