//! Fails: by_initial::takes_any_first_character_of_any_number_of_names
//! Says: names are left out
//! Takes U+FFFD for a damaged name, and leaves it out.

pub use solution::*;

use std::collections::BTreeMap;

use futures::{Stream, StreamExt};

pub async fn by_initial(names: impl Stream<Item = String>) -> BTreeMap<char, Vec<String>> {
    names
        .fold(BTreeMap::new(), async |mut map: BTreeMap<char, Vec<String>>, name| {
            match name.chars().next() {
                None | Some(char::REPLACEMENT_CHARACTER) => {}
                Some(initial) => map.entry(initial).or_default().push(name),
            }
            map
        })
        .await
}
