//! Task: by_initial
//! Collected first; the grouping is not async at all.

pub use solution::*;

use futures::{Stream, StreamExt as _};
use std::collections::BTreeMap;

pub async fn by_initial(names: impl Stream<Item = String>) -> BTreeMap<char, Vec<String>> {
    let names: Vec<String> = names.collect().await;
    let mut groups = BTreeMap::<char, Vec<String>>::new();
    for name in names {
        if let Some(initial) = name.chars().next() {
            groups.entry(initial).or_default().push(name);
        }
    }
    groups
}
