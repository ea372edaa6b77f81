//! Fails: by_initial::leaves_out_an_empty_name
//! Says: a name without letters is kept
//! A letter is made up for a name that has none.

pub use solution::*;

use futures::{Stream, StreamExt as _};
use std::collections::BTreeMap;

pub async fn by_initial(names: impl Stream<Item = String>) -> BTreeMap<char, Vec<String>> {
    let mut names = std::pin::pin!(names);
    let mut groups: BTreeMap<char, Vec<String>> = BTreeMap::new();
    while let Some(name) = names.next().await {
        groups.entry(name.chars().next().unwrap_or(' ')).or_default().push(name);
    }
    groups
}
