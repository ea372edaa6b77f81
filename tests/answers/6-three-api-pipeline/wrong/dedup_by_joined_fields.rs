//! Fails: deduplicated::each_source_has_a_window_of_its_own
//! Says: it joins the fields
//! The fields are joined without anything between them.

pub use solution::*;

use futures::{Stream, StreamExt as _, future};
use std::collections::{HashMap, VecDeque};
use std::num::NonZeroUsize;

pub fn deduplicated(
    records: impl Stream<Item = Result<Record, SourceError>>,
    window: NonZeroUsize,
) -> impl Stream<Item = Result<Record, SourceError>> {
    let mut windows: HashMap<String, VecDeque<String>> = HashMap::new();
    records.filter(move |result| {
        let Ok(record) = result else { return future::ready(true) };
        let last = windows.entry(record.source.clone().into_owned()).or_default();
        let key = match &record.data {
            Data::Text(text) => format!("{}{text}", record.name),
            Data::Number(number) => format!("{}{number}", record.name),
        };
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
