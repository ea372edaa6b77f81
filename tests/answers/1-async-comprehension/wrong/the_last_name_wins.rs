//! Fails: by_initial::puts_names_under_their_first_letter_in_their_order
//! Says: a new name replaces the previous one
//! What a dict comprehension does.

pub use solution::*;

use futures::{Stream, StreamExt as _};
use std::collections::BTreeMap;

pub async fn by_initial(names: impl Stream<Item = String>) -> BTreeMap<char, Vec<String>> {
    let pairs: Vec<(char, String)> = names.filter_map(async |name| Some((name.chars().next()?, name))).collect().await;
    pairs.into_iter().map(|(initial, name)| (initial, vec![name])).collect()
}
