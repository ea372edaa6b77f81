//! Task: by_initial
//! All names are sorted by their initial, which keeps the order of equal ones, and then grouped.

pub use solution::*;

use futures::{Stream, StreamExt as _};
use std::collections::BTreeMap;

pub async fn by_initial(names: impl Stream<Item = String>) -> BTreeMap<char, Vec<String>> {
    let initial = |name: &String| name.chars().next();
    let mut names: Vec<String> = names.filter(|name| std::future::ready(!name.is_empty())).collect().await;
    names.sort_by_key(initial);
    let groups = names.chunk_by(|one, other| initial(one) == initial(other));
    groups.filter_map(|group| Some((initial(group.first()?)?, group.to_vec()))).collect()
}
