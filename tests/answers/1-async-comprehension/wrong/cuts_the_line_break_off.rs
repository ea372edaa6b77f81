//! Fails: by_initial::takes_any_first_character_of_any_number_of_names
//! Says: changed
//! A line break at the end of a name is cut off.

pub use solution::*;

use std::collections::BTreeMap;

use futures::{Stream, StreamExt as _};

pub async fn by_initial(names: impl Stream<Item = String>) -> BTreeMap<char, Vec<String>> {
    let names = names.map(|name| name.trim_end_matches('\n').to_owned());
    solution::by_initial(names).await
}
