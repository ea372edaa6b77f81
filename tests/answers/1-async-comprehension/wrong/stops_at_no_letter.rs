//! Fails: by_initial::leaves_out_an_empty_name
//! Says: it stops before the names end
//! A name without letters is taken for the end.

pub use solution::*;

use futures::{Stream, StreamExt as _};
use std::collections::BTreeMap;

pub async fn by_initial(names: impl Stream<Item = String>) -> BTreeMap<char, Vec<String>> {
    let mut names = std::pin::pin!(names);
    let mut groups: BTreeMap<char, Vec<String>> = BTreeMap::new();
    while let Some(name) = names.next().await {
        let Some(initial) = name.chars().next() else { break };
        groups.entry(initial).or_default().push(name);
    }
    groups
}
