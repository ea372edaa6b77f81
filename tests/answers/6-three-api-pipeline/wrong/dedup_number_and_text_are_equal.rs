//! Fails: deduplicated::each_source_has_a_window_of_its_own
//! Says: a number is not equal to a text
//! Records are compared as text: the number 1 is equal to the text `1`.

pub use solution::*;

use futures::{Stream, StreamExt as _, future};
use std::collections::{HashMap, VecDeque};
use std::num::NonZeroUsize;

pub fn deduplicated(
    records: impl Stream<Item = Result<Record, SourceError>>,
    window: NonZeroUsize,
) -> impl Stream<Item = Result<Record, SourceError>> {
    let mut windows: HashMap<String, VecDeque<(String, String)>> = HashMap::new();
    records.filter(move |result| {
        let Ok(record) = result else { return future::ready(true) };
        let last = windows.entry(record.source.clone().into_owned()).or_default();
        let key = (
            record.name.clone(),
            match &record.data {
                Data::Text(text) => text.clone(),
                Data::Number(number) => number.to_string(),
            },
        );
        if last.contains(&key) {
            return future::ready(false);
        }
        last.push_back(key);
        if last.len() > window.get() {
            last.pop_front();
        }
        future::ready(true)
    })
}
