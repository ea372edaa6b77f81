//! Fails: by_initial::takes_any_first_character_of_any_number_of_names
//! Says: above U+FFFF are lost
//! The first unit of UTF-16, as in JavaScript or Java: an emoji has two, and is lost.

pub use solution::*;

use std::collections::BTreeMap;
use std::pin::pin;

use futures::{Stream, StreamExt as _};

pub async fn by_initial(names: impl Stream<Item = String>) -> BTreeMap<char, Vec<String>> {
    let mut names = pin!(names);
    let mut groups = BTreeMap::<char, Vec<String>>::new();
    while let Some(name) = names.next().await {
        let unit = name.encode_utf16().next();
        if let Some(initial) = unit.and_then(|unit| char::from_u32(u32::from(unit))) {
            groups.entry(initial).or_default().push(name);
        }
    }
    groups
}
