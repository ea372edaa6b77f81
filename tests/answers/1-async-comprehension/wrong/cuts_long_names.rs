//! Fails: by_initial::takes_any_first_character_of_any_number_of_names
//! Says: changed
//! A long name is cut.

pub use solution::*;

use std::collections::BTreeMap;

use futures::{Stream, StreamExt as _};

pub async fn by_initial(names: impl Stream<Item = String>) -> BTreeMap<char, Vec<String>> {
    let names = names.map(|name| name.chars().take(64).collect::<String>());
    solution::by_initial(names).await
}
