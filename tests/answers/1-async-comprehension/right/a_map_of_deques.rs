//! Task: by_initial
//! Names are gathered in a `HashMap` of deques, and sorted by initial at the end.

pub use solution::*;

use std::collections::{BTreeMap, HashMap, VecDeque};
use std::pin::pin;

use futures::{Stream, StreamExt as _};

pub async fn by_initial(names: impl Stream<Item = String>) -> BTreeMap<char, Vec<String>> {
    let mut names = pin!(names.filter(|name| std::future::ready(!name.is_empty())));
    let mut groups: HashMap<char, VecDeque<String>> = HashMap::new();
    while let Some(name) = names.next().await {
        groups.entry(name.chars().next().unwrap_or_default()).or_default().push_back(name);
    }
    groups.into_iter().map(|(initial, names)| (initial, names.into())).collect()
}
