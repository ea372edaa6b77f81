//! Fails: by_initial::keeps_two_calls_apart
//! Says: share
//! The map is kept for the next call.

pub use solution::*;

use std::cell::RefCell;
use std::collections::BTreeMap;

use futures::{Stream, StreamExt as _};

thread_local! {
    static MAP: RefCell<BTreeMap<char, Vec<String>>> = RefCell::default();
}

pub async fn by_initial(names: impl Stream<Item = String>) -> BTreeMap<char, Vec<String>> {
    let mut names = std::pin::pin!(names);
    while let Some(name) = names.next().await {
        let Some(initial) = name.chars().next() else { continue };
        MAP.with_borrow_mut(|map| map.entry(initial).or_default().push(name));
    }
    MAP.with_borrow(Clone::clone)
}
