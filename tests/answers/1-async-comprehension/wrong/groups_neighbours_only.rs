//! Fails: by_initial::puts_names_under_their_first_letter_in_their_order
//! Says: only neighbours are grouped
//! As itertools.groupby: only neighbours are grouped, and a later group replaces an earlier one of the same initial.

pub use solution::*;

use std::collections::BTreeMap;

use futures::{Stream, StreamExt as _};

pub async fn by_initial(names: impl Stream<Item = String>) -> BTreeMap<char, Vec<String>> {
    let names: Vec<String> = names.filter(|name| std::future::ready(!name.is_empty())).collect().await;
    names
        .chunk_by(|one, other| one.chars().next() == other.chars().next())
        .filter_map(|group| Some((group.first()?.chars().next()?, group.to_vec())))
        .collect()
}
