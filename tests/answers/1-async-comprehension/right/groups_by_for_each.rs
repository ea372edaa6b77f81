//! Task: by_initial
//! `for_each` with the map outside of the closure.

pub use solution::*;

use futures::{Stream, StreamExt as _, future};
use std::collections::BTreeMap;

pub async fn by_initial(names: impl Stream<Item = String>) -> BTreeMap<char, Vec<String>> {
    let mut groups = BTreeMap::<char, Vec<String>>::new();
    names
        .for_each(|name| {
            if let Some(initial) = name.chars().next() {
                groups.entry(initial).or_default().push(name);
            }
            future::ready(())
        })
        .await;
    groups
}
